import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAction } from '../../model/action.ts';
import { bootDefaultStep } from './boot-default.ts';

const PARAMS = bootDefaultStep.params({});
const volume = { type: 'ext4', label: 'stem-staging', uuid: 'u' };

describe('finish/boot-default', () => {
  it('chooses the new system, once', () => {
    const onTrial = { choice: { mode: 'environment', trial: false }, volume } as const;
    assert.equal(bootDefaultStep.check(onTrial, PARAMS).kind, 'needed');
    const [action = ''] = bootDefaultStep.apply(onTrial, PARAMS).map(describeAction);
    assert.match(action, /mode=new\ntrial=\n/);
    const after = bootDefaultStep.expect(onTrial, PARAMS);
    assert.equal(bootDefaultStep.check(after, PARAMS).kind, 'satisfied');
  });

  it('has nothing to choose where the staging partition is gone', () => {
    assert.equal(bootDefaultStep.check({ choice: null, volume: null }, PARAMS).kind, 'satisfied');
  });
});
