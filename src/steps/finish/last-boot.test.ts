import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { BALENA_OS, PLANNED_IMAGES, SEED_DISK, STAGING_PLACE } from '../../../test/fakes/balena.ts';
import type { DiskTable, Stretch } from '../../model/disk-table.ts';
import { planPartitions, withAllRoom, withoutFirst, withPlan } from '../../model/partition-plan.ts';
import { lastBootStep } from './last-boot.ts';

const plan = planPartitions(PLANNED_IMAGES, STAGING_PLACE);
assert.ok(plan.kind === 'fits', 'it fits');
const PARAMS = lastBootStep.params({ ...BALENA_OS, stem_run_id: 'run-1' });
const DROPPED = withoutFirst(withPlan(plan, SEED_DISK));
const STATE: Stretch = { start: 4_194_304, length: 40_960 };
const FACTS = { table: DROPPED as DiskTable | null, seen: [STAGING_PLACE as Stretch] };
const check = (more: Partial<typeof FACTS>) => lastBootStep.check({ ...FACTS, ...more }, PARAMS);

describe('finish/last-boot', () => {
  it('boots as every boot will be, and takes the device again', () => {
    assert.deepEqual(
      linesOf(lastBootStep.apply(FACTS, PARAMS)).map((line) => line.replace(/ \(600\): .*$/s, '')),
      [
        ...['sync', 'reboot into the new system', 'reconnect'],
        'write /run/stem/lock.run-1/owner',
        'mv -T /run/stem/lock.run-1 /run/stem/lock',
      ],
    );
  });

  it('is needed while the kernel has the old table, and until the data has grown', () => {
    assert.equal(check({}).because, 'the kernel still has the staging partition');
    assert.equal(check({ seen: [STATE] }).because, 'the data partition has not grown');
    assert.equal(check({ seen: [] }).kind, 'needed');
    const grown = { table: withAllRoom(DROPPED), seen: [STATE] };
    assert.equal(check(grown).kind, 'satisfied');
    // The end of a disk is seldom one of the 4 MiB.
    const more = (sectors: number): DiskTable => ({
      ...grown.table,
      sectors: grown.table.sectors + sectors,
    });
    assert.equal(check({ ...grown, table: more(131_072) }).kind, 'satisfied');
    assert.equal(check({ ...grown, table: more(131_073) }).kind, 'needed');
  });

  it('leaves what it expects, and says where that did not come', () => {
    const after = lastBootStep.expect(FACTS, PARAMS);
    assert.equal(lastBootStep.check(after, PARAMS).kind, 'satisfied');
    assert.equal(lastBootStep.verify(after, PARAMS, []).ok, true);
    assert.deepEqual(lastBootStep.verify({ ...FACTS, seen: [STATE] }, PARAMS, []), {
      ok: false,
      because: 'the data partition has not grown: its expander did not run, or found no room',
    });
    assert.equal(check({ table: null }).kind, 'blocked');
    assert.deepEqual(lastBootStep.expect({ ...FACTS, table: null }, PARAMS), {
      table: null,
      seen: [{ start: 0, length: 0 }],
    });
    assert.equal(lastBootStep.rollback.kind, 'redo');
  });
});
