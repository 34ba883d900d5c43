import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { casesOf, chainsOf, chance, sampleOf } from './cases.ts';
import type { Point } from './point.ts';

const point = (task: string, index: number): Point => ({
  ...{ task, index, does: 'run', text: null, system: 'old', tookMs: 900, hasCrossed: false },
});
const POINTS = ['staging/one', 'staging/two', 'boot/three'].flatMap((task) => [
  point(task, 0),
  point(task, 1),
]);

describe('the cases', () => {
  it('are every fault at every moment of every action, each with a name of its own', () => {
    const cases = casesOf(POINTS);
    assert.equal(cases.length, 6 * (3 * 5 + 2 * 3));
    assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length);
    assert.equal(cases[0]?.name, 'staging/one/1/before/power-cut');
  });

  it('are others as well where something else can break', () => {
    const names = casesOf([{ ...point('staging/push', 0), does: 'upload' }]).map((one) => one.name);
    assert.ok(names.includes('staging/push/1/during/upload-corrupted'), names.join(' '));
    assert.ok(names.includes('staging/push/1/before/staging-full'), names.join(' '));
    assert.ok(!names.includes('staging/push/1/during/kernel-panic'), 'the old system panics');
  });

  it('are chosen by the seed alone, and from each task before any has a second one', () => {
    const names = (seed: string, count: number): readonly string[] =>
      sampleOf(casesOf(POINTS), count, seed).map(({ name }) => name);
    assert.deepEqual(names('7', 5), names('7', 5));
    assert.notDeepEqual(names('7', 5), names('8', 5));
    const tasks = sampleOf(casesOf(POINTS), 3, '7').map(({ point: { task } }) => task);
    assert.equal(new Set(tasks).size, 3);
    assert.equal(sampleOf(casesOf(POINTS), 1000, '7').length, 126);
  });

  it('are struck by chance that spreads', () => {
    const values = Array.from({ length: 1000 }, (_, index) => chance('7', String(index)));
    assert.ok(Math.abs(values.reduce((sum, one) => sum + one, 0) / 1000 - 0.5) < 0.05, 'the mean');
    assert.ok(
      values.every((value) => value >= 0 && value < 1),
      'the range',
    );
  });
});

describe('chains of cases', () => {
  it('are of one fault at one moment, on one side of the point of no return and in its order, each once', () => {
    const many = Array.from({ length: 20 }, (_, index) => point('install/four', index));
    const cases = casesOf([...POINTS, ...many.map((one) => ({ ...one, hasCrossed: true }))]);
    const chains = chainsOf(cases);
    const ofFive = cases.filter(
      ({ fault }) => fault.isUndone !== true && fault.losesJournal !== true,
    );
    assert.deepEqual(
      chains
        .flat()
        .map(({ name }) => name)
        .toSorted(),
      ofFive.map(({ name }) => name).toSorted(),
    );
    for (const chain of chains) {
      assert.ok(chain.length <= 24, `a chain of ${String(chain.length)}`);
      const kinds = chain.map(
        ({ fault, moment, point: { hasCrossed } }) =>
          `${fault.name} ${moment} ${String(hasCrossed)}`,
      );
      assert.equal(new Set(kinds).size, 1, kinds.join());
      const places = chain.map((one) => cases.indexOf(one));
      assert.deepEqual(
        places.toSorted((a, b) => a - b),
        places,
      );
    }
    // 20 actions behind the point of no return are too many for one chain, unless their faults are brief.
    assert.equal(chains.length, 4 * 3 * (1 + 2) + 3 * (1 + 1));
  });

  it('have none whose fault stays', () => {
    const push = { ...point('staging/push', 0), does: 'upload' } as const;
    const chained = new Set(chainsOf(casesOf([push])).flatMap((all) => all.map((one) => one.name)));
    assert.ok(chained.has('staging/push/1/during/upload-corrupted'), 'it is sent again');
    for (const name of [
      'before/staging-full',
      'during/disk-writes-fail',
      'during/power-cut-undone',
    ])
      assert.ok(!chained.has(`staging/push/1/${name}`), name);
  });
});
