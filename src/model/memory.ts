/** What a bundle says of its environment, in bytes. Zero where it is not known. */
export interface EnvironmentSizes {
  readonly kernelBytes: number;
  /** As it lies in the bundle: the kernel holds it beside what it unpacks from it. */
  readonly initramfsBytes: number;
  readonly unpackedBytes: number;
  /** The least memory on which it was seen to run, by its builder's word. */
  readonly leastBytes: number;
}

export interface MemoryNeed {
  readonly bytes: number;
  /** Why so many, as the end of a sentence. */
  readonly says: string;
}

/**
 * What the environment needs beside itself: the unpacked kernel (64 MiB is what Debian's 6.1 asks for in its header, and
 * the old kernel's MemTotal knows nothing of it), sshd with its sessions, tar and zstd with their windows, mkfs, and what
 * lies in its tmpfs. Seen to be enough: test/e2e/environment.test.ts does all the work of a migration on a machine of 256
 * MiB, with an environment that takes 102 MiB by the count below.
 */
export const WORK_BYTES = 160 * 2 ** 20;
/** The part of it that the kernel takes before it counts its memory. */
export const KERNEL_BYTES = 64 * 2 ** 20;

/**
 * The memory that a device must have. An environment without `root=` is unpacked to a tmpfs, which takes the half of the
 * memory at most: what is larger panics, also where the rest would fit. See init_rootfs of Linux.
 */
export function memoryNeed(sizes: EnvironmentSizes): MemoryNeed {
  const { kernelBytes, initramfsBytes, unpackedBytes, leastBytes } = sizes;
  const needs: readonly MemoryNeed[] = [
    { bytes: leastBytes, says: "by its builder's word" },
    {
      bytes: kernelBytes + initramfsBytes + unpackedBytes + WORK_BYTES,
      says: `kernel ${String(kernelBytes)}, initramfs ${String(initramfsBytes)} packed and ${String(unpackedBytes)} unpacked, ${String(WORK_BYTES)} to work`,
    },
    {
      bytes: unpackedBytes === 0 ? 0 : 2 * unpackedBytes + KERNEL_BYTES,
      says: `unpacked it has ${String(unpackedBytes)}, and may take half of what the kernel leaves`,
    },
  ];
  return needs.reduce((most, need) => (need.bytes > most.bytes ? need : most));
}
