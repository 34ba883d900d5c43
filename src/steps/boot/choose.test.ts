import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAction } from '../../model/action.ts';
import { chooseStep } from './choose.ts';

const PARAMS = chooseStep.params({});

describe('boot/choose', () => {
  it('takes back what a dead-man timer has chosen', () => {
    const facts = { choice: { mode: 'old', trial: false } } as const;
    assert.equal(chooseStep.check(facts, PARAMS).kind, 'needed');
    const [action = ''] = chooseStep.apply(facts, PARAMS).map(describeAction);
    assert.match(action, /stem-boot-block '# GRUB Environment Block\nmode=environment\ntrial=\n/);
    assert.equal(chooseStep.verify(facts, PARAMS, []).ok, false);
  });

  it('is satisfied by the block that boot/stage writes', () => {
    const facts = { choice: { mode: 'environment', trial: false } } as const;
    assert.equal(chooseStep.check(facts, PARAMS).kind, 'satisfied');
  });
});
