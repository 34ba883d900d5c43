import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CommandResult } from '../model/fact.ts';
import { SEED_DISK } from '../../test/fakes/balena.ts';
import { partitionTable, seenPartitions } from './partition-table.ts';

const said = (stdout: string, exitCode = 0) => ({ exitCode, stdout, stderr: '', isCut: false });
const [LINK = { lba: 0, hex: '' }] = SEED_DISK.chain;
const TEXT = `sectors 33554432\nfirst ${SEED_DISK.first}\nlink ${String(LINK.lba)} ${LINK.hex}\n`;

describe('the partition table of a disk', () => {
  const fact = partitionTable('/dev/sda');
  const parse = (result: CommandResult) => fact.parse(result);

  it('is its first sector and its chain, byte for byte', () => {
    assert.deepEqual(parse(said(TEXT)), SEED_DISK);
    assert.deepEqual(parse(said(TEXT.replace(/^link.*\n/m, ''))), { ...SEED_DISK, chain: [] });
  });

  it('is none where it could not be read, or is not signed', () => {
    for (const text of [
      '',
      'sectors x\n',
      TEXT.replace(/^sectors.*\n/, ''),
      TEXT.replace('55aa\nlink', 'aa55\nlink'),
      TEXT.replace(/^first ab/m, 'first '),
      TEXT.replace(/^first ab/m, 'first xy'),
    ])
      assert.equal(parse(said(text)), null, text.slice(0, 30));
    assert.equal(parse(said(TEXT, 1)), null);
  });

  it('has no link that is not whole', () => {
    const half = parse(said(TEXT.replace(/55aa\n$/, '\n')));
    assert.deepEqual(half, { ...SEED_DISK, chain: [] });
  });
});

it('where the kernel has partitions is a line each, and zeros are none', () => {
  const fact = seenPartitions(['/dev/sda1', '/dev/sda6']);
  assert.deepEqual(fact.parse(said('8192 81920\n0 0\n')), [
    { start: 8192, length: 81_920 },
    { start: 0, length: 0 },
  ]);
});
