import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import type { Facts } from './classes.ts';
import { Disk, type Sectors } from './disk.ts';
import { HEALTHY } from './healthy.ts';
import { randomFrom } from './random.ts';
import { FLUSH, sectors, writeSmallLog } from './small-log.ts';
import { walk, type Found } from './walk.ts';
import { WriteLog } from './write-log.ts';

/** A disk whose sectors 0 and 8 decide: an `x` in the first damages the old core, in the other the files of the old GRUB. */
const look = (disk: Sectors): Facts => ({
  ...HEALTHY,
  oldCore: !disk.read(0, 1).includes('x'),
  oldFiles: !disk.read(8, 1).includes('x'),
});

describe('a walk through a log', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stem-walk-'));
  after(() => {
    rmSync(dir, { recursive: true });
  });
  const through = (entries: Parameters<typeof writeSmallLog>[1]): Found => {
    writeSmallLog(join(dir, 'writes.log'), entries);
    writeFileSync(join(dir, 'disk.raw'), Buffer.alloc(32 * 512));
    using log = new WriteLog(join(dir, 'writes.log'));
    using disk = new Disk(join(dir, 'disk.raw'), 32);
    return walk({ log, disk, look, random: randomFrom(1), draw: randomFrom(2) });
  };
  const outcomes = (found: Found): string[] =>
    found.classes.map(({ outcome }) => [outcome.system, ...outcome.way].join(', '));

  it('finds one class where nothing that decides is written', () => {
    const found = through([{ sector: 16, data: sectors('xx') }, { flags: FLUSH }]);
    assert.deepEqual(outcomes(found), ['old, the old GRUB, its default']);
    assert.equal(found.counts.kept.looked, 0);
    assert.deepEqual([found.flushes, found.writes], [1, 1]);
  });

  it('finds a damage that no state at a flush shows', () => {
    const found = through([
      { sector: 0, data: sectors('x') },
      { sector: 0, data: sectors('a') },
      { flags: FLUSH },
    ]);
    assert.deepEqual(outcomes(found), [
      'old, the old GRUB, its default',
      'nothing, the old core is damaged',
    ]);
    assert.deepEqual(found.kept, [0, 1, 0, 0]);
  });

  it('finds a damage that comes only where a later write arrives first', () => {
    const found = through([
      { sector: 8, data: sectors('x') },
      { sector: 16, data: sectors('.') },
      { sector: 8, data: sectors('a') },
      { sector: 0, data: sectors('x') },
      { sector: 0, data: sectors('a') },
      { flags: FLUSH },
    ]);
    const both = found.classes.find(({ facts }) => !facts.oldCore && !facts.oldFiles);
    assert.equal(both?.first.variant, 'reordered');
  });

  it('finds a damage of a torn write', () => {
    const found = through([
      { sector: 7, data: sectors('.x') },
      { sector: 7, data: sectors('xa') },
      { flags: FLUSH },
    ]);
    const damaged = found.classes.find(({ facts }) => !facts.oldFiles);
    assert.ok(damaged !== undefined, 'it is found');
    assert.ok(found.counts.torn.looked > 0, 'torn writes were looked at');
  });
});
