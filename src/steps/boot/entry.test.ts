import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAction } from '../../model/action.ts';
import { entryStep } from './entry.ts';

const PARAMS = entryStep.params({ env_cmdline: 'panic=10', stem_deadman_seconds: 300 });
const FACTS = {
  entry: { sha256: null, isSourced: true, isSaved: false, text: '' },
  extent: { start: 29362176, length: 4190208 },
  cmdline: ['quiet', 'console=ttyS0,115200'],
};

describe('boot/entry', () => {
  it('adds an entry that boots the environment with the consoles of the old system', () => {
    assert.equal(entryStep.check(FACTS, PARAMS).kind, 'needed');
    const [action = ''] = entryStep.apply(FACTS, PARAMS).map(describeAction);
    assert.match(
      action,
      /stem\/vmlinuz" panic=10 console=ttyS0,115200 stem.deadman=300 stem.revive=14400 stem.staging=29362176\+4190208;/,
    );
    assert.doesNotMatch(action, / quiet/);
  });

  it('is satisfied by its own entry, not by that of other options', () => {
    const after = entryStep.expect(FACTS, PARAMS);
    assert.equal(entryStep.check(after, PARAMS).kind, 'satisfied');
    const others = entryStep.params({ env_cmdline: 'panic=10', stem_deadman_seconds: 301 });
    assert.equal(entryStep.check(after, others).kind, 'needed');
  });

  it('is blocked where grub.cfg would not read it', () => {
    const facts = { ...FACTS, entry: { ...FACTS.entry, isSourced: false } };
    assert.deepEqual(entryStep.check(facts, PARAMS), {
      kind: 'blocked',
      because: "the device's grub.cfg does not read custom.cfg",
      hint: 'Run `update-grub` on the device; /etc/grub.d/41_custom must be executable.',
    });
    assert.equal(entryStep.check({ ...FACTS, extent: null }, PARAMS).kind, 'blocked');
  });
});
