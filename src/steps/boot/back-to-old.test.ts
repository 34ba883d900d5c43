import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { backToOld } from './back-to-old.ts';

const BLOCK = '# GRUB Environment Block\n';
const actions = (grubenv: string | null): readonly string[] =>
  linesOf(backToOld(grubenv, '/dev/sda1')).map((line) => /stem-spend(?= )/.exec(line)?.[0] ?? line);

describe('the way back into the old system', () => {
  it('is a reboot, where nothing is armed or nobody can tell', () => {
    for (const block of [null, BLOCK, `${BLOCK}next_entry=\n`])
      assert.deepEqual(actions(block), ['reboot into the old system']);
  });

  it('takes the entry first that GRUB did not forget', () => {
    assert.deepEqual(actions(`${BLOCK}next_entry=stem-environment\n`), [
      'stem-spend',
      'reboot into the old system',
    ]);
  });
});
