import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { failStep } from './fail.ts';

const place = localPlace();

describe('generic/fail', () => {
  it('fails with its message, and the dry run says so as well', () => {
    const fail = (args: Vars): Played => playModule(failStep, args, place());
    assert.deepEqual(fail({ msg: 'too old' }).verdict, {
      ...{ kind: 'blocked', because: 'too old' },
      hint: 'The playbook says so: mend what it names, then resume.',
    });
    assert.equal(fail({}).because, 'Failed as requested from task');
    const said = failStep.verify({}, failStep.params({ msg: 'x' }), []);
    assert.deepEqual(said, { ok: false, because: 'x' });
  });
});
