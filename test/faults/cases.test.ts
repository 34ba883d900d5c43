import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { casesOf, chainsOf, chance, sampleOf } from './cases.ts';
import type { Point } from './point.ts';

const point = (task: string, index: number): Point => ({
  ...{ task, index, does: 'run', system: 'old', tookMs: 900, hasCrossed: false },
});
const POINTS = ['staging/one', 'staging/two', 'boot/three'].flatMap((task) => [
  point(task, 0),
  point(task, 1),
]);

describe('the cases', () => {
  it('are every fault at every moment of every action, each with a name of its own', () => {
    const cases = casesOf(POINTS);
    assert.equal(cases.length, 6 * 3 * 5);
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
    assert.equal(sampleOf(casesOf(POINTS), 1000, '7').length, 90);
  });

  it('are chained behind the point of no return, one a task and in its order, each once', () => {
    const crossed = POINTS.map((one) => ({ ...one, hasCrossed: one.task !== 'staging/one' }));
    const cases = casesOf(crossed);
    const chains = chainsOf(cases, '7');
    const names = chains.flat().map(({ name }) => name);
    assert.deepEqual(
      names.toSorted(),
      cases.flatMap(({ name, point }) => (point.hasCrossed ? [name] : [])).toSorted(),
    );
    for (const chain of chains) {
      const tasks = chain.map(({ point }) => point.task);
      assert.deepEqual(tasks, ['staging/two', 'boot/three']);
      const kinds = chain.map(({ fault }) => `${fault.disk} ${String(fault.strike === undefined)}`);
      assert.equal(new Set(kinds).size, 1, kinds.join());
    }
    assert.notDeepEqual(chainsOf(cases, '8'), chains);
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
