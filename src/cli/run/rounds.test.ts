import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Vars } from '../../model/params.ts';
import { roundsOf } from './rounds.ts';

const hosts = (names: string) => names.split('').map((name) => ({ name, site: '' }));
const playOf = (index: number, names: string) => ({
  index,
  vars: new Map(names.split('').map((name): [string, Vars] => [name, { play: index }])),
});

describe('the turns of a host', () => {
  it('are its plays, one after the other', () => {
    const next = roundsOf([playOf(0, 'ab'), playOf(1, 'b')], [hosts('ab'), hosts('b')]);
    const brief = (host: string) => {
      const { play, hasMore } = next(host);
      return [play.index, hasMore];
    };
    assert.deepEqual(
      [brief('b'), brief('a'), brief('b')],
      [
        [0, true],
        [0, false],
        [1, false],
      ],
    );
    assert.throws(() => next('a'), /a has no 2\. play/);
  });

  it('share a batch with those beside it, and a memory with the turns before', () => {
    const plays = [playOf(0, 'abc'), playOf(1, 'ab')];
    const next = roundsOf(plays, [hosts('ab'), hosts('c'), hosts('ab')]);
    const [a, b, c, later] = [next('a'), next('b'), next('c'), next('a')];
    assert.equal(a.batch, b.batch);
    assert.notEqual(a.batch, c.batch);
    assert.notEqual(a.batch, later.batch);
    assert.equal(later.batch, next('b').batch);
    assert.equal(a.memory, later.memory);
    assert.notEqual(a.memory, b.memory);
  });
});
