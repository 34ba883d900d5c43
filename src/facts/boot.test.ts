import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bootBlock, TO_TRIAL } from '../commands/grub-config.ts';
import { bootChoice, cmdline, nextEntryOf, system, whereabouts } from './boot.ts';

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

  it("has the running kernel's words", () => {
    assert.deepEqual(cmdline.parse(result('ro  quiet\n')), ['ro', 'quiet']);
  });
});
