import { activeSwaps, memory, resume, stagingUse } from '../../../facts/preflight/swap.ts';
import { memoryNeed, type MemoryNeed } from '../../../model/memory.ts';
import { STAGING, STAGING_LABEL } from '../../../model/paths.ts';
import {
  block,
  defineCheck,
  fine,
  judgeBy,
  listText,
  sizeText,
  unknown,
  warn,
  type Check,
} from '../check.ts';
import type { PreflightVars } from '../params.ts';

/** Left over for the system itself while the swap is emptied into memory. */
const SPARE_BYTES = 64 * 2 ** 20;
/** blkid's word for a swap with the signature of a hibernated system (S1SUSPEND and its like). */
const HIBERNATED = 'swsuspend';

const swapCheck = defineCheck({
  id: 'P11',
  title: 'Active swap',
  level: 'block',
  prevents: 'Turning the wrong swap off, and a boot that waits for a swap that is gone.',
  hint: 'Set stem_staging_partition to the active swap partition, or turn the other swap off.',
  fact: () => activeSwaps,
  judge: ({ isAsked, active, lines }, { target, isOurs }) => {
    const others = active.filter(
      (device) => device !== target.staging && !device.startsWith('/dev/zram'),
    );
    return judgeBy(
      [
        [!isAsked, () => block('The device did not say.')],
        [others.length > 0, () => block(`${listText(others)} is active as well.`)],
        [isOurs, () => fine("The swap is this run's staging partition already.")],
        [
          !active.includes(target.staging),
          () =>
            block(
              `${target.staging} is not active swap.`,
              `Turn it on with swapon ${target.staging}, or set stem_staging_partition to the active swap partition.`,
            ),
        ],
        [
          lines.length !== 1,
          () =>
            warn(
              `/etc/fstab has ${String(lines.length)} lines for swap.`,
              'Look who turns the swap on: only lines of fstab are set aside.',
            ),
        ],
      ],
      () => fine(`${target.staging} is the only swap, /etc/fstab names it as ${lines[0] ?? ''}.`),
    );
  },
});

const memoryCheck = defineCheck({
  id: 'P12',
  title: 'Memory',
  level: 'block',
  prevents:
    'Programs killed for lack of memory while the swap is emptied, and an environment that does not fit.',
  hint: 'Stop what takes so much memory, or leave this device out.',
  fact: () => memory,
  judge: ({ totalBytes, availableBytes, swapUsedBytes }, vars) => {
    if (totalBytes === null || availableBytes === null || swapUsedBytes === null)
      return block('The device did not say how much memory it has.');
    const need = environmentNeed(vars);
    const says = `${sizeText(swapUsedBytes)} of swap are used, ${sizeText(availableBytes)} of ${sizeText(totalBytes)} of memory are available`;
    return judgeBy(
      [
        [
          swapUsedBytes + SPARE_BYTES > availableBytes,
          () =>
            block(
              `${says}: ${String(swapUsedBytes + SPARE_BYTES - availableBytes)} bytes are missing.`,
            ),
        ],
        [
          totalBytes < need.bytes,
          () =>
            block(
              `The environment needs ${String(need.bytes)} bytes of memory (${need.says}), the device has ${String(totalBytes)}: ${String(need.bytes - totalBytes)} bytes are missing.`,
              'Leave this device out, or build the bundle with a smaller environment.',
            ),
        ],
      ],
      () => fine(`${says}.`),
    );
  },
});

const environmentNeed = (vars: PreflightVars): MemoryNeed =>
  memoryNeed({
    kernelBytes: vars.env_kernel_bytes,
    initramfsBytes: vars.env_initramfs_bytes,
    unpackedBytes: vars.env_unpacked_bytes,
    leastBytes: vars.env_min_memory_bytes,
  });

const stagingCheck = defineCheck({
  id: 'P13',
  title: 'Staging partition',
  level: 'block',
  prevents: 'Formatting a partition with data that somebody uses.',
  hint: 'Set stem_staging_partition to the swap partition.',
  fact: ({ target }) => stagingUse(target.staging),
  judge: ({ isBlockDevice, type, label, isOfTypeSwap, mounts, users }, { target, isOurs }) => {
    const strangers = mounts.filter((dir) => !(isOurs && dir === STAGING));
    const isStaging = isOurs && type === 'ext4' && label === STAGING_LABEL;
    // For a moment mkfs leaves neither swap nor a file system; the table still says what it was. Then comes a label that says what it will be.
    const isHalfMade =
      isOurs &&
      ((type === '' && isOfTypeSwap) || (type === 'ext4' && label.startsWith(STAGING_LABEL)));
    return judgeBy(
      [
        [!isBlockDevice, () => block(`There is no ${target.staging}.`)],
        [
          strangers.length > 0,
          () => block(`${target.staging} is mounted at ${listText(strangers)}.`),
        ],
        [isStaging, () => fine(`${target.staging} is this run's staging partition.`)],
        [isHalfMade, () => fine(`${target.staging} was being formatted when the run was cut.`)],
        [
          type === HIBERNATED,
          () =>
            block(
              `${target.staging} holds the image of a hibernated system.`,
              `Boot it once so that it resumes, or give the image up with mkswap ${target.staging}, with the UUID that fstab names.`,
            ),
        ],
        [
          type !== 'swap',
          () => block(`${target.staging} holds ${type === '' ? 'nothing known' : type}, not swap.`),
        ],
        [
          users.length > 0,
          () => block(`${target.staging} is opened by ${listText(users)}.`, 'Stop that program.'),
        ],
      ],
      () => fine(`${target.staging} is swap, not mounted, and nobody has it open.`),
    );
  },
});

const resumeCheck = defineCheck({
  id: 'P14',
  title: 'Hibernation',
  level: 'warn',
  prevents:
    'An old system that waits for its swap at boot, should the migration be rolled back by a power cut.',
  hint: 'Set RESUME=none in /etc/initramfs-tools/conf.d/resume and run update-initramfs -u.',
  fact: ({ target }) => resume(target.staging),
  judge: ({ isAsked, isKernels, named }, { target }) => {
    if (!isAsked) return unknown('The device did not say.');
    const found = [...named, ...(isKernels ? [`the kernel resumes from ${target.staging}`] : [])];
    return found.length === 0
      ? fine('Nothing resumes from the swap.')
      : warn(`The initramfs looks for a hibernated system: ${listText(found)}.`);
  },
});

export const SWAP_CHECKS: readonly Check[] = [swapCheck, memoryCheck, stagingCheck, resumeCheck];
