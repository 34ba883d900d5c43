import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BALENA_OS, SEED_DISK, STAGING_PLACE } from '../../../test/fakes/balena.ts';
import type { PathSizes } from '../../facts/preflight/customer.ts';
import type { DiskTable } from '../../model/disk-table.ts';
import { volumesPlaceStep } from './volumes-place.ts';

const ITEM = { volume: 'data', source: '/srv', folder: 'data', file: 'data/srv', filter: '' };
const PARAMS = volumesPlaceStep.params({ ...BALENA_OS, backup_volumes: [ITEM] });
const GIB = 2 ** 30;
const paths = (bytes: number): PathSizes => ({
  ...{ entries: 1, tarBytes: bytes, diskBytes: bytes, sumsBytes: 100 },
});
const SIZES = {
  ...{ rootBytes: 14 * GIB, stagingBytes: STAGING_PLACE.length * 512 },
  ...{ paths: paths(GIB) as PathSizes | null, absent: [] as readonly string[] },
  outside: [] as readonly string[],
};
const checked = (more: Partial<typeof SIZES>, table: DiskTable | null = SEED_DISK) =>
  volumesPlaceStep.check({ sizes: { ...SIZES, ...more }, table, staging: STAGING_PLACE }, PARAMS);

describe('backup/volumes-place', () => {
  it('says how much it is, and for which volumes', () => {
    assert.match(checked({}).because, /^at most \d+ bytes, for data$/);
  });

  it('is blocked where something is missing: a source, a number, or room', () => {
    assert.match(checked({ absent: ['/srv'] }).because, /is not there: \/srv$/);
    assert.match(checked({ outside: ['/srv/m'] }).because, /would not have \/srv\/m$/);
    assert.match(checked({ paths: null }).because, /within a minute/);
    assert.match(checked({}, null).because, /sizes of the partitions/);
    assert.match(checked({ paths: paths(2 * GIB) }).because, /bytes are missing on \/dev\/sda5$/);
    const stagingBytes = 40 * GIB;
    assert.match(
      checked({ stagingBytes, paths: paths(6 * GIB) }).because,
      /bytes are missing on the data partition of the new system$/,
    );
  });
});
