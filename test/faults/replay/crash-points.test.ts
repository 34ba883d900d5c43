import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { epochsOf, reordered, torn, type CrashPoint } from './crash-points.ts';
import { randomFrom } from './random.ts';
import type { Entry } from './write-log.ts';

const write = (index: number, sectors: number, isForced = false): Entry => ({
  ...{ index, sector: index * 100, sectors, at: 0 },
  ...{ isFlush: false, isForced },
});
const flush = (index: number): Entry => ({ ...write(index, 0), isFlush: true });

describe('the crash points of a log', () => {
  const lose = (epoch: readonly Entry[]): readonly CrashPoint[] => {
    const relevant = epoch.filter((entry) => entry.sectors > 0);
    return reordered({ epoch, relevant, random: randomFrom(1) });
  };

  it('lie in epochs that end with a flush', () => {
    const epochs = epochsOf([write(0, 2), write(1, 1), flush(2), write(3, 1)]);
    const indexes = epochs.map((epoch) => epoch.map((entry) => entry.index));
    assert.deepEqual(indexes, [[0, 1, 2], [3]]);
  });

  it('tear a write at each of its sectors, and one of a single sector at none', () => {
    const cuts = [write(0, 3), write(1, 1)].map((entry) =>
      torn(entry, randomFrom(1)).map(({ then }) => then.map((part) => part.sectors)),
    );
    assert.deepEqual(cuts, [[[1], [2]], []]);
  });

  it('lose any of the writes since the last flush: all subsets of a few', () => {
    const names = lose([write(0, 2), write(1, 1), flush(2)]).map(({ then }) =>
      then.map(({ entry }) => entry).join(''),
    );
    assert.deepEqual(names.slice(0, 3), ['', '0', '1']);
  });

  it('are a seeded dozen where the writes are many', () => {
    const many = Array.from({ length: 9 }, (_, index) => write(index, 4));
    const points = lose(many);
    assert.equal(points.length, 12);
    assert.deepEqual(points, lose(many));
    assert.ok(new Set(points.map((one) => JSON.stringify(one))).size > 6, 'they differ');
  });

  it('never lose what was written with force', () => {
    const points = lose([write(0, 1, true), write(1, 1), flush(2)]);
    assert.ok(points.length > 0, 'there are points');
    const all = points.every(({ then }) => then.some((part) => part.entry === 0));
    assert.ok(all, JSON.stringify(points));
  });
});
