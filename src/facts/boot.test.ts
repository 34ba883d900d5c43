import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bootBlock, TO_TRIAL } from '../commands/grub-config.ts';
import {
  armedBlock,
  bootChoice,
  cmdline,
  grubenv,
  nextEntryOf,
  system,
  whereabouts,
} from './boot.ts';

const result = (stdout: string, exitCode = 0) => ({ exitCode, stdout, stderr: '', isCut: false });

describe('where a device is', () => {
  it('is the old system where no mark says otherwise', () => {
    assert.deepEqual(whereabouts.parse(result('6f1c-boot\n', 1)), {
      bootId: '6f1c-boot',
      system: 'old',
    });
    assert.equal(system.parse(result('6f1c-boot\nenvironment\n')), 'environment');
    assert.equal(system.parse(result('6f1c-boot\nnew\n')), 'new');
    assert.equal(system.parse(result('6f1c-boot\nsomething\n')), 'old');
  });
});

describe('what a device boots next', () => {
  it('is read from our block', () => {
    assert.deepEqual(bootChoice.parse(result(bootBlock(TO_TRIAL))), TO_TRIAL);
    assert.equal(bootChoice.parse(result('', 1)), null);
    assert.equal(bootChoice.parse(result('# GRUB Environment Block\n')), null);
  });

  it('is armed by a next entry that is not empty', () => {
    assert.equal(nextEntryOf('saved_entry=0\nnext_entry=stem-environment\n'), 'stem-environment');
    assert.equal(nextEntryOf('next_entry=\n#####'), null);
    assert.equal(nextEntryOf('prev_next_entry=x\n'), null);
  });

  it('is the block of the old GRUB, whole, or one that can not be read', () => {
    const block = grubenv('/dev/sda1');
    assert.equal(block.parse(result('next_entry=\n####')), 'next_entry=\n####');
    assert.equal(block.parse(result('', 1)), null);
    assert.notEqual(block.name, grubenv('/dev/vda1').name);
  });

  it('is armed by the line that is there, or by one more', () => {
    assert.equal(armedBlock('a=1\n', 'x'), 'a=1\nnext_entry=x\n');
    assert.equal(armedBlock('a=1\nnext_entry=\nb=2\n', 'x'), 'a=1\nnext_entry=x\nb=2\n');
    assert.equal(armedBlock('next_entry=x\n##', ''), 'next_entry=\n##');
  });

  it("has the running kernel's words", () => {
    assert.deepEqual(cmdline.parse(result('ro  quiet\n')), ['ro', 'quiet']);
  });
});
