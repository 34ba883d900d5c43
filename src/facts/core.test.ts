import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { core, type Core } from './core.ts';

const parse = (stdout: string): Core =>
  core('/dev/sda').parse({ exitCode: 0, stdout, stderr: '', isCut: false });

describe('the boot code of a disk', () => {
  it('is read from four lines', () => {
    assert.deepEqual(parse('pointer 1\ngap 2048\nactive 120\nroom empty\n'), {
      kind: 'grub',
      pointer: 1,
      gap: 2048,
      active: 120,
      room: 'empty',
    });
  });

  it('is foreign where the device says so, and where it says too little', () => {
    assert.deepEqual(parse('refuse the partition table is GPT\n'), {
      kind: 'foreign',
      because: 'the partition table is GPT',
    });
    assert.equal(parse('pointer 1\ngap 2048\n').kind, 'foreign');
    assert.equal(parse('').kind, 'foreign');
  });
});
