import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { assertStep } from './assert.ts';

const place = localPlace();
const check = (args: Vars): Played => playModule(assertStep, args, place());
const claim = (assertion: string, isTrue: boolean): Vars => ({ assertion, evaluated_to: isTrue });

describe('generic/assert', () => {
  it('lets a device go on where all of it holds', () => {
    for (const that of [true, 'yes', [claim('a == 1', true), claim('b', true)] as never])
      assert.deepEqual(check({ that }).output, { msg: 'All assertions passed' });
    assert.deepEqual(check({ that: true, success_msg: 'fine' }).output, { msg: 'fine' });
  });

  it("blocks it where not, with the playbook's words and the expression", () => {
    const that = [claim('a == 1', true), claim('b == 2', false)] as never;
    assert.deepEqual(check({ that, fail_msg: 'too old' }).verdict, {
      ...{ kind: 'blocked', because: 'too old' },
      hint: '`b == 2` is false: change the vars or the device, then resume.',
    });
    const output = { assertion: 'b == 2', evaluated_to: false, msg: 'Assertion failed' };
    assert.deepEqual(check({ that }).output, output);
    assert.equal(check({ that: 'no' }).because, 'Assertion failed');
    assert.equal(check({ that: false, msg: 'old name' }).because, 'old name');
    assert.equal(check({ that: false, fail_msg: ['a', 'b'] }).because, 'a\nb');
  });

  it('does not guess what else may be meant', () => {
    for (const that of [undefined, '', 'maybe', 5, []])
      assert.throws(() => assertStep.params(that === undefined ? {} : { that }), {
        message: 'that must be true or false, or an expression',
      });
  });

  it('changes nothing', () => {
    const params = assertStep.params({ that: true });
    assert.deepEqual(assertStep.apply({}, params), []);
    assert.deepEqual(assertStep.verify({}, params, []), { ok: true });
    assert.equal(assertStep.rollback.kind, 'nothing-to-undo');
  });
});
