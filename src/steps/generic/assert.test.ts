import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertStep } from './assert.ts';

describe('generic/assert', () => {
  const check = (vars: Parameters<typeof assertStep.params>[0]) =>
    assertStep.check({}, assertStep.params(vars));

  it('lets a device go on where it holds', () => {
    for (const that of [true, 'yes'])
      assert.deepEqual(check({ that }), { kind: 'satisfied', because: 'it holds' });
  });

  it("blocks it where not, with the playbook's words", () => {
    const hint = 'Change the vars or the device, then resume.';
    assert.deepEqual(check({ that: false, fail_msg: 'too old' }), {
      kind: 'blocked',
      because: 'too old',
      hint,
    });
    assert.equal(check({ that: 'no' }).because, 'the assertion is false');
  });

  it('does not guess what else may be meant', () => {
    for (const that of [undefined, '', 'maybe', 1])
      assert.throws(() => assertStep.params(that === undefined ? {} : { that }), {
        message: 'that must be true or false',
      });
  });

  it('changes nothing', () => {
    const params = assertStep.params({ that: true });
    assert.deepEqual(assertStep.apply({}, params), []);
    assert.deepEqual(assertStep.verify({}, params, []), { ok: true });
    assert.equal(assertStep.rollback.kind, 'nothing-to-undo');
  });
});
