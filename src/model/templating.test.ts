import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Vars } from './params.ts';
import { isData, withData } from './templating.ts';

describe('vars with data of a device', () => {
  it('know which values came from the device', () => {
    const vars = withData(withData({ a: '{{ b }}', c: '1' }, { r: '{{ x }}' }), { c: '2' });
    assert.deepEqual({ ...vars }['r'], '{{ x }}');
    assert.deepEqual(
      ['a', 'c', 'r', 'toString'].map((name) => isData(vars, name)),
      [false, true, true, false],
    );
  });

  it('keep that through a copy, and through a prototype', () => {
    const vars = withData({}, { r: '{{ x }}' });
    assert.equal(isData({ ...vars }, 'r'), true);
    assert.equal(isData(Object.create(vars) as Vars, 'r'), true);
  });

  it('forget it where a person gives the var another value', () => {
    assert.equal(isData({ ...withData({}, { r: '{{ x }}' }), r: '{{ y }}' }, 'r'), false);
  });

  it('show nothing of it in JSON and among the names', () => {
    const vars = withData({ a: 1 }, { b: 2 });
    assert.equal(JSON.stringify(vars), '{"a":1,"b":2}');
    assert.deepEqual(Object.keys(vars), ['a', 'b']);
  });
});
