import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../../test/fakes/fake-scripts.ts';
import { sh } from '../../model/command.ts';
import { keyed, numberIn, preflightFact, wordAt, words } from './keyed.ts';

describe('an answer of keys and values', () => {
  it('has all values of a key in order, and of no other key', () => {
    const { all, first, has } = keyed('row a  b \nrows x\nrow\tno key\nasked\nrow c\n');
    assert.deepEqual(all('row'), ['a  b', 'c']);
    assert.deepEqual([first('row'), first('asked'), first('none')], ['a  b', '', '']);
    assert.deepEqual([has('asked'), has('row'), has('none'), has('a')], [true, true, false, false]);
  });

  it('is not misled by the names that objects have', () => {
    const { all, has } = keyed('__proto__ 1\nconstructor 2\n');
    assert.deepEqual(
      [all('__proto__'), all('constructor'), has('toString')],
      [['1'], ['2'], false],
    );
  });
});

describe('a value', () => {
  it('is words, however they are set apart', () => {
    assert.deepEqual(words('\t a  b\tc '), ['a', 'b', 'c']);
    assert.deepEqual(words(''), []);
    assert.deepEqual([wordAt(' a  b', 1), wordAt('a', 1)], ['b', '']);
  });

  it('is a number only where it is a whole one, and nothing else', () => {
    assert.deepEqual(['0', '-1', '42'].map(numberIn), [0, -1, 42]);
    for (const text of ['', ' ', '1.5', '1e3', '0x10', '7 ', '--1', 'NaN', '1\n'])
      assert.equal(numberIn(text), null, JSON.stringify(text));
    assert.equal(numberIn(undefined), null);
  });
});

describe('a fact of the preflight', () => {
  it('is asked as root, under the name of its check', () => {
    const fact = preflightFact('P99 /dev/sda', sh('true'), ({ first }) => first('key'));
    assert.deepEqual(
      [fact.name, fact.as, fact.command],
      ['preflight P99 /dev/sda', 'root', sh('true')],
    );
    assert.equal(fact.parse(answer('key value\n', 1)), 'value');
  });
});
