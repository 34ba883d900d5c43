import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import type { Volume } from '../../facts/disk.ts';
import { keptOf } from '../../model/fact.ts';
import { formatStagingStep } from './format.ts';

const PARAMS = formatStagingStep.params({});
const SWAP: Volume = { type: 'swap', label: 'lab-swap', uuid: 'u-1' };
const HALF: Volume = { type: 'ext4', label: 'stem-staging-new', uuid: 'u-2' };
const WHOLE: Volume = { type: 'ext4', label: 'stem-staging', uuid: 'u-2' };

const facts = (volume: Volume | null, swaps: readonly string[] = []) => ({ volume, swaps });
const check = (volume: Volume | null, swaps?: readonly string[]) =>
  formatStagingStep.check(facts(volume, swaps), PARAMS);
const undo = (before: Volume | null, now: Volume | null): readonly string[] =>
  undoLines(formatStagingStep, { before: facts(before), now: facts(now) }, PARAMS);

describe('staging/format', () => {
  it('formats the former swap, an empty partition, and what a cut left of it', () => {
    assert.deepEqual(check(SWAP), { kind: 'needed', because: '/dev/sda5 holds swap' });
    assert.deepEqual(check(null), { kind: 'needed', because: '/dev/sda5 holds nothing' });
    assert.equal(check(HALF).kind, 'needed');
  });

  it('keeps off a swap that is in use', () => {
    assert.deepEqual(check(SWAP, ['/dev/sda5']), {
      kind: 'blocked',
      because: '/dev/sda5 is in use as swap',
      hint: 'Turn it off first: `swapoff -a`.',
    });
  });

  it("keeps off everything that may be somebody's data", () => {
    for (const type of ['ext4', 'ext3', 'xfs', 'LVM2_member', 'crypto_LUKS', 'vfat', ''])
      assert.deepEqual(
        check({ type, label: 'data', uuid: 'u-3' }),
        {
          kind: 'blocked',
          because: `/dev/sda5 holds ${type}`,
          hint: 'Check which partition was the swap.',
        },
        type,
      );
  });

  it('is done by the label of a whole ext4 alone', () => {
    assert.deepEqual(check(WHOLE), { kind: 'satisfied', because: 'it is formatted' });
    assert.notEqual(check({ ...WHOLE, type: 'swap' }).kind, 'satisfied');
    assert.equal(formatStagingStep.verify(facts(WHOLE), PARAMS, []).ok, true);
    for (const volume of [null, SWAP, HALF])
      assert.deepEqual(formatStagingStep.verify(facts(volume), PARAMS, []), {
        ok: false,
        because: 'the file system is missing',
      });
  });

  it('gives the label last, when mkfs has ended', () => {
    const [mkfs = '', ...label] = linesOf(formatStagingStep.apply(facts(SWAP), PARAMS));
    assert.match(mkfs, /^mkfs\.ext4 .* -L stem-staging-new \/dev\/sda5$/);
    assert.deepEqual(label, ['e2label /dev/sda5 stem-staging']);
    const after = formatStagingStep.expect(facts(SWAP), PARAMS);
    assert.equal(formatStagingStep.check(after, PARAMS).kind, 'satisfied');
  });
});

describe('the undo of staging/format', () => {
  it('makes the same swap again, by UUID and label, wherever it was cut', () => {
    for (const now of [null, HALF, WHOLE])
      assert.deepEqual(undo(SWAP, now), ['mkswap -U u-1 -L lab-swap /dev/sda5']);
    assert.deepEqual(undo({ ...SWAP, label: '' }, WHOLE), ['mkswap -U u-1 /dev/sda5']);
  });

  it('leaves alone what is the old swap still, and what was none', () => {
    assert.deepEqual(undo(SWAP, SWAP), []);
    assert.deepEqual(undo(null, WHOLE), []);
    assert.deepEqual(undo(HALF, WHOLE), []);
  });
});

it('keeps of what it found the volume alone: other swaps come and go by themselves', () => {
  const facts = formatStagingStep.facts(formatStagingStep.params({}));
  const volume = { type: 'swap', label: 'x', uuid: 'y' };
  assert.deepEqual(keptOf(facts, { volume, swaps: ['/dev/zram0'] }), { volume, swaps: [] });
});
