import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Core } from '../../facts/core.ts';
import { describeAction, type Action } from '../../model/action.ts';
import { rehomeStep } from './rehome.ts';

const PARAMS = rehomeStep.params({ grub_modules: 'grub/i386-pc.tar' });
const OLD: Core = { kind: 'grub', pointer: 1, gap: 2048, active: 120, room: 'empty' };
const OURS: Core = { kind: 'grub', pointer: 1024, gap: 2048, active: 1360, room: 'core' };
const facts = (core: Core) => ({
  core,
  extent: { start: 29362176, length: 4190208 },
  cmdline: ['console=ttyS1,9600'],
});
const names = (actions: readonly Action[]): readonly string[] =>
  actions.map((action) => / stem-([a-z-]+) /.exec(describeAction(action))?.[1] ?? '');

describe('boot/rehome', () => {
  it('switches last, to a core that is written and verified', () => {
    const actions = rehomeStep.apply(facts(OLD), PARAMS);
    assert.deepEqual(names(actions), ['core-build', 'core-write', 'core-switch']);
    assert.match(actions.map(describeAction).join('\n'), /serial --unit=1 --speed=9600/);
  });

  it('is satisfied by the switch alone', () => {
    assert.equal(rehomeStep.check(facts(OURS), PARAMS).kind, 'satisfied');
    assert.equal(rehomeStep.check(facts(OLD), PARAMS).kind, 'needed');
    assert.equal(rehomeStep.verify(facts(OLD), PARAMS, []).ok, false);
  });

  it('goes on from a core that was half written, and keeps off what is not ours', () => {
    assert.equal(rehomeStep.check(facts({ ...OLD, room: 'core' }), PARAMS).kind, 'needed');
    const other = rehomeStep.check(facts({ ...OLD, room: 'other' }), PARAMS);
    assert.equal(other.because, 'something else lies in the sectors from 1023 to 2048');
    assert.equal(rehomeStep.check(facts({ ...OLD, active: 1024 }), PARAMS).kind, 'blocked');
    const foreign: Core = { kind: 'foreign', because: 'the partition table is GPT' };
    assert.equal(rehomeStep.check(facts(foreign), PARAMS).because, 'the partition table is GPT');
  });

  it('reverts the switch, unless an earlier run had made it', () => {
    const { rollback } = rehomeStep;
    assert.ok(rollback.kind === 'undo');
    const undo = (before: Core) => names(rollback.actions(facts(before), facts(OURS), PARAMS));
    assert.deepEqual(undo(OLD), ['core-revert']);
    assert.deepEqual(undo(OURS), []);
  });
});
