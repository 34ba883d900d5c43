import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VarUnknown, withoutUnknown } from './unknown-vars.ts';

describe('vars of which some are not known yet', () => {
  const vars = withoutUnknown({ a: 1, b: 2 }, new Set(['b', 'later']));

  it('tell what is known', () => {
    assert.equal(vars['a'], 1);
    assert.equal(vars['none'], undefined);
  });

  it('stop whoever reads the others, and have them all the same', () => {
    for (const name of ['b', 'later'])
      assert.throws(() => vars[name], new VarUnknown(`it depends on the result \`${name}\``));
    assert.deepEqual(
      ['a', 'later', 'none'].map((name) => name in vars),
      [true, true, false],
    );
  });
});
