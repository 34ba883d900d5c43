import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { argsOf, usageError } from './args.ts';

describe('the arguments of a call', () => {
  const args = argsOf({
    limit: 'web',
    forks: '5',
    json: true,
    e: ['a=1', 'b=2'],
    one: 'x',
    '--': ['ls'],
  });

  it('are read by name', () => {
    assert.deepEqual([args.text('limit'), args.text('none')], ['web', undefined]);
    assert.deepEqual([args.number('forks', 1), args.number('none', 1)], [5, undefined]);
    assert.deepEqual([args.flag('json'), args.flag('limit')], [true, false]);
    assert.deepEqual(
      [args.list('e'), args.list('one'), args.list('none')],
      [['a=1', 'b=2'], ['x'], []],
    );
    assert.deepEqual([args.words, argsOf({}).words], [['ls'], []]);
  });

  for (const [value, message] of [
    ['0', '--n must be a whole number of at least 1, not "0"'],
    ['1.5', '--n must be a whole number of at least 1, not "1.5"'],
    ['1e3', '--n must be a whole number of at least 1, not "1e3"'],
    ['99999999999999999', '--n must be a whole number of at least 1, not "99999999999999999"'],
    ['', '--n is empty'],
    [['1', '2'], '--n is given more than once'],
  ] as const)
    it(`are refused: ${message}`, () => {
      assert.throws(() => argsOf({ n: value }).number('n', 1), { code: 'USAGE', message });
    });

  it('are refused with what to do', () => {
    assert.equal(usageError('no', 'Say yes.').hint, 'Say yes.');
    assert.match(usageError('no').hint, /--help/);
  });
});
