import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import { swapOffStep } from './swap-off.ts';

const PARAMS = swapOffStep.params({});
const ON = { swaps: ['/dev/sda5', '/swapfile'] };
const OFF = { swaps: ['/swapfile'] };

describe('staging/swap-off', () => {
  it('turns off the staging partition, and no other swap', () => {
    assert.deepEqual(swapOffStep.check(ON, PARAMS), {
      kind: 'needed',
      because: '/dev/sda5 is active swap',
    });
    assert.deepEqual(linesOf(swapOffStep.apply(ON, PARAMS)), ['swapoff /dev/sda5']);
    assert.deepEqual(swapOffStep.expect(ON, PARAMS), OFF);
  });

  it('is done where the partition is no active swap', () => {
    for (const swaps of [[], ['/swapfile'], ['/dev/sda50'], ['/dev/sdb5']])
      assert.equal(swapOffStep.check({ swaps }, PARAMS).kind, 'satisfied', swaps.join());
  });

  it('waits ten minutes for pages to come back to memory', () => {
    const [action] = swapOffStep.apply(ON, PARAMS);
    assert.ok(action?.kind === 'run');
    assert.equal(action.timeoutMs, 600_000);
  });

  it('is not verified while the partition is still in use', () => {
    assert.deepEqual(swapOffStep.verify(ON, PARAMS, []), {
      ok: false,
      because: 'it is still active',
    });
    assert.deepEqual(swapOffStep.verify(OFF, PARAMS, []), { ok: true });
  });

  it('turns on again what it turned off, and nothing else', () => {
    const undo = (before: typeof ON, now: typeof ON) =>
      undoLines(swapOffStep, { before, now }, PARAMS);
    assert.deepEqual(undo(ON, OFF), ['swapon /dev/sda5']);
    assert.deepEqual(undo(ON, ON), []);
    assert.deepEqual(undo(OFF, OFF), []);
  });

  it('means the partition of the vars', () => {
    const params = swapOffStep.params({ stem_staging_partition: '/dev/sdb2' });
    assert.deepEqual(linesOf(swapOffStep.apply(ON, params)), ['swapoff /dev/sdb2']);
  });
});
