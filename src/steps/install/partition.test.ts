import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { BALENA_OS, SEED_DISK, STAGING_PLACE } from '../../../test/fakes/balena.ts';
import type { DiskTable, Stretch } from '../../model/disk-table.ts';
import { partitionStep } from './partition.ts';

const PARAMS = partitionStep.params(BALENA_OS);
const NOWHERE: readonly Stretch[] = Array.from({ length: 5 }, () => ({ start: 0, length: 0 }));
const OLD = {
  table: SEED_DISK as DiskTable | null,
  staging: STAGING_PLACE as Stretch | null,
  seen: NOWHERE,
  mark: 'run=run-1\n' as string | null,
};
const NEW = partitionStep.expect(OLD, PARAMS);
const names = (facts: typeof OLD): readonly string[] =>
  linesOf(partitionStep.apply(facts, PARAMS)).map((line) => line.split(' ', 2).join(' '));

describe('install/partition', () => {
  it('writes the table, then has the kernel take it', () => {
    assert.deepEqual(partitionStep.check(OLD, PARAMS), {
      kind: 'needed',
      because: 'the disk has those of the old system',
    });
    assert.deepEqual(names(OLD), ['stem-table-write /dev/sda', 'stem-table-adopt /dev/sda']);
    assert.equal(linesOf(partitionStep.apply(OLD, PARAMS))[1], 'stem-table-adopt /dev/sda 5');
  });

  it('touches nothing without the mark', () => {
    assert.deepEqual(partitionStep.check({ ...OLD, mark: null }, PARAMS), {
      kind: 'blocked',
      because: 'the point of no return is not marked on the device',
      hint: 'Resume the run.',
    });
  });

  it('is done when the kernel knows them as well, with the mark or without', () => {
    assert.equal(partitionStep.check(NEW, PARAMS).kind, 'satisfied');
    assert.equal(partitionStep.check({ ...NEW, mark: null }, PARAMS).kind, 'satisfied');
    assert.equal(partitionStep.verify(NEW, PARAMS, []).ok, true);
    const unseen = { ...NEW, seen: NOWHERE };
    assert.deepEqual(partitionStep.check(unseen, PARAMS), {
      kind: 'needed',
      because: 'the kernel does not know them yet',
    });
    assert.deepEqual(names(unseen), ['stem-table-adopt /dev/sda']);
    assert.equal(partitionStep.verify(unseen, PARAMS, []).ok, false);
    assert.equal(partitionStep.verify(OLD, PARAMS, []).ok, false);
    assert.equal(partitionStep.check({ ...NEW, seen: [] }, PARAMS).kind, 'needed');
  });

  it('is blocked where nothing can be planned, and does nothing then', () => {
    for (const more of [
      { table: null },
      { staging: null },
      { staging: { start: 9000, length: 8 } },
    ]) {
      const facts = { ...OLD, ...more };
      assert.equal(
        partitionStep.check(facts, PARAMS).because,
        'the partitions of the image do not fit on /dev/sda',
      );
      assert.deepEqual(partitionStep.apply(facts, PARAMS), []);
      assert.equal(partitionStep.expect(facts, PARAMS), facts);
      assert.equal(partitionStep.verify(facts, PARAMS, []).ok, false);
    }
  });

  it('says the same again when the disk has it: nothing depends on the old table', () => {
    assert.deepEqual(partitionStep.expect(NEW, PARAMS), NEW);
    assert.equal(partitionStep.rollback.kind, 'redo');
  });
});
