import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KERNEL_BYTES, memoryNeed, WORK_BYTES, type EnvironmentSizes } from './memory.ts';

const MIB = 2 ** 20;
/** As the lab's environment has it. */
const SIZES: EnvironmentSizes = {
  kernelBytes: 8_247_232,
  initramfsBytes: 21_757_952,
  unpackedBytes: 77_218_816,
  leastBytes: 256 * MIB,
};
const need = (more: Partial<EnvironmentSizes>): number => memoryNeed({ ...SIZES, ...more }).bytes;

describe('the memory that the environment needs', () => {
  it('is the sum of its kernel, its initramfs packed and unpacked, and the work', () => {
    const sum = 8_247_232 + 21_757_952 + 77_218_816 + WORK_BYTES;
    assert.equal(need({}), sum);
    for (const one of ['kernelBytes', 'initramfsBytes', 'unpackedBytes'] as const)
      assert.equal(need({ [one]: SIZES[one] + 1 }), sum + 1, one);
    assert.equal(
      memoryNeed(SIZES).says,
      'kernel 8247232, initramfs 21757952 packed and 77218816 unpacked, 167772160 to work',
    );
  });

  it("is never less than its builder's word", () => {
    assert.equal(need({ leastBytes: need({}) + 1 }), need({}) + 1);
    assert.equal(memoryNeed({ ...SIZES, leastBytes: 2 ** 31 }).says, "by its builder's word");
  });

  it('is twice what is unpacked, where that packs well: a tmpfs has half of the memory', () => {
    const large = { unpackedBytes: 400 * MIB };
    assert.equal(need(large), 800 * MIB + KERNEL_BYTES);
    assert.match(memoryNeed({ ...SIZES, ...large }).says, /may take half/);
  });

  it('counts the rest where a bundle does not say what it unpacks to', () => {
    assert.equal(need({ unpackedBytes: 0, leastBytes: 1 }), 8_247_232 + 21_757_952 + WORK_BYTES);
  });
});
