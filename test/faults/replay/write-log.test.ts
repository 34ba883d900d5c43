import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { Rebuilt } from './apply.ts';
import { Disk } from './disk.ts';
import { FLUSH, sectors, writeSmallLog } from './small-log.ts';
import { WriteLog } from './write-log.ts';

const three = [
  { sector: 2, data: sectors('ab') },
  { sector: 0, data: sectors('c') },
  { flags: FLUSH },
  { sector: 3, data: sectors('d') },
];

const letters = (disk: Disk): string =>
  [0, 1, 2, 3].map((at) => String.fromCharCode(disk.read(at, 1)[0] ?? 0)).join('');

describe('a log of writes', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stem-write-log-'));
  const file = join(dir, 'writes.log');
  after(() => {
    rmSync(dir, { recursive: true });
  });
  const emptyDisk = (): Disk => {
    const raw = join(dir, 'disk.raw');
    writeFileSync(raw, sectors('....'));
    return new Disk(raw, 4);
  };

  it('is read with its data, and what is no log is refused', () => {
    writeSmallLog(file, three);
    using log = new WriteLog(file);
    assert.deepEqual(
      log.entries.map(({ sector, sectors: count, isFlush }) => [sector, count, isFlush]),
      [
        [2, 2, false],
        [0, 1, false],
        [0, 0, true],
        [3, 1, false],
      ],
    );
    assert.ok(log.entries[0] !== undefined && log.data(log.entries[0]).equals(sectors('ab')), 'ab');
    writeFileSync(join(dir, 'other'), sectors('x'));
    assert.throws(() => new WriteLog(join(dir, 'other')), /no log of writes/);
  });

  it('is refused where it is shorter than it says, or has a discard', () => {
    writeSmallLog(file, three);
    truncateSync(file, 512 * 4);
    assert.throws(() => new WriteLog(file), /has 1 entries of 4/);
    writeSmallLog(file, [{ sector: 1, data: sectors('a'), flags: 4 }]);
    assert.throws(() => new WriteLog(file), /entry 0 is a discard/);
  });

  it('is rebuilt at any entry, with parts of later writes only for as long as they are looked at', async () => {
    writeSmallLog(file, three);
    using log = new WriteLog(file);
    using disk = emptyDisk();
    const rebuilt = new Rebuilt(log, disk);
    const at = (upTo: number, then: readonly (readonly [number, number])[]): Promise<string> =>
      rebuilt.at(
        {
          variant: 'reordered',
          upTo,
          then: then.map(([entry, count]) => ({ entry, sectors: count })),
        },
        () => Promise.resolve(letters(disk)),
      );
    assert.equal(await at(0, []), '....');
    assert.equal(await at(0, [[0, 1]]), '..a.');
    assert.equal(await at(0, [[1, 1]]), 'c...');
    assert.equal(await at(2, [[3, 1]]), 'c.ad');
    assert.equal(await at(3, []), 'c.ab');
    assert.equal(await at(4, []), 'c.ad');
    await assert.rejects(at(1, []), /in the order of the log/);
  });
});
