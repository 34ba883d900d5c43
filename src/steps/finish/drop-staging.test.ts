import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { BALENA_OS, PLANNED_IMAGES, SEED_DISK, STAGING_PLACE } from '../../../test/fakes/balena.ts';
import type { Core } from '../../facts/core.ts';
import type { DiskTable } from '../../model/disk-table.ts';
import { planPartitions, withoutFirst, withPlan } from '../../model/partition-plan.ts';
import { dropStagingStep } from './drop-staging.ts';

const plan = planPartitions(PLANNED_IMAGES, STAGING_PLACE);
assert.ok(plan.kind === 'fits', 'it fits');
const PARAMS = dropStagingStep.params(BALENA_OS);
const OWN: Core = { kind: 'grub', pointer: 1, gap: 8192, active: 120, room: 'other' };
const FACTS = {
  table: withPlan(plan, SEED_DISK) as DiskTable | null,
  core: OWN as Core,
  isImages: true as boolean | null,
  mounted: '/dev/sda5' as string | null,
};
const check = (more: Partial<typeof FACTS>) => dropStagingStep.check({ ...FACTS, ...more }, PARAMS);

describe('finish/drop-staging', () => {
  it('takes it out of the table last, in one sector', () => {
    assert.equal(check({}).kind, 'needed');
    const lines = linesOf(dropStagingStep.apply(FACTS, PARAMS));
    assert.deepEqual(
      lines.map((line) => line.split(' ').slice(0, 3).join(' ')),
      [
        'stem-unmount-images /run/stem/staging',
        "stem-loader-clean /dev/sda ''",
        'stem-table-write /dev/sda 4186112',
      ],
    );
    assert.equal(linesOf(dropStagingStep.apply({ ...FACTS, mounted: null }, PARAMS)).length, 2);
  });

  it('is done by the table alone', () => {
    const after = dropStagingStep.expect(FACTS, PARAMS);
    assert.deepEqual(after.table, withoutFirst(FACTS.table ?? assert.fail()));
    assert.equal(dropStagingStep.check(after, PARAMS).kind, 'satisfied');
    assert.equal(dropStagingStep.verify(after, PARAMS, []).ok, true);
    assert.equal(dropStagingStep.verify(FACTS, PARAMS, []).ok, false);
    assert.equal(check({ table: SEED_DISK }).kind, 'satisfied');
  });

  it('is blocked while the environment is what boots, or where nothing can be read', () => {
    for (const more of [
      { isImages: false },
      { core: { ...OWN, pointer: 1024 } },
      { core: { kind: 'foreign', because: '' } as const },
    ])
      assert.equal(check(more).because, "the image's own loader is not what boots yet");
    assert.equal(check({ table: null }).kind, 'blocked');
    const unread = { ...FACTS, table: null };
    assert.equal(dropStagingStep.expect(unread, PARAMS).table, null);
    assert.equal(dropStagingStep.verify(unread, PARAMS, []).ok, false);
    assert.equal(dropStagingStep.rollback.kind, 'redo');
  });
});
