import {
  diskErrors,
  readSpeed,
  scratchSeal,
  smart,
  watchdog,
} from '../../../facts/preflight/health.ts';
import {
  block,
  countText,
  defineCheck,
  fine,
  judgeBy,
  listText,
  sizeText,
  unknown,
  warn,
  type Check,
} from '../check.ts';

/** The old root may be mounted so often before the migration is through. */
const SPARE_MOUNTS = 3;
const MIN_BYTES_PER_SECOND = 5 * 2 ** 20;

const watchdogCheck = defineCheck({
  id: 'P22',
  title: 'Watchdog',
  level: 'block',
  prevents: 'A reset by a hardware watchdog that nobody feeds, in the middle of the installation.',
  hint: 'Stop the watchdog daemon, and take it out of the boot.',
  fact: () => watchdog,
  judge: ({ isAsked, isActive, daemons, drivers }) =>
    judgeBy(
      [
        [!isAsked, () => block('The device did not say.')],
        [daemons.length > 0, () => block(`A hardware watchdog is in use by ${listText(daemons)}.`)],
        [
          isActive,
          () => block('A hardware watchdog is armed.', 'Find out who armed it, and disarm it.'),
        ],
        [
          drivers.length > 0,
          () =>
            warn(
              `There is a watchdog, and nobody uses it: ${listText(drivers)}.`,
              'Make sure that the BIOS does not arm it at boot.',
            ),
        ],
      ],
      () => fine('There is no watchdog.'),
    ),
});

const errorsCheck = defineCheck({
  id: 'P23',
  title: 'Disk errors',
  level: 'block',
  prevents: 'Writing to a dying disk, and a forced check at boot that looks like a dead device.',
  hint: 'Have the disk checked (fsck at boot), or replaced.',
  fact: ({ target }) => diskErrors(target.disk, target.root),
  judge: ({ kernel, state, errors, mountsLeft, isCheckDue }) =>
    judgeBy(
      [
        [
          kernel.length > 0,
          () =>
            block(
              `The kernel reports ${countText(kernel.length, 'error')} of the disk, such as: ${(kernel.at(-1) ?? '').slice(0, 120)}`,
            ),
        ],
        [
          state !== 'clean',
          () =>
            block(`The root file system is ${state === '' ? 'not readable for debugfs' : state}.`),
        ],
        [
          errors > 0,
          () => block(`The root file system has counted ${countText(errors, 'error')}.`),
        ],
        [
          isCheckDue || (mountsLeft !== null && mountsLeft <= SPARE_MOUNTS),
          () =>
            block(
              'The root file system is due for a forced check at one of the next boots.',
              'Reboot the device once so that it is checked, or run tune2fs -c 0 -i 0 on its root.',
            ),
        ],
      ],
      () => fine('The kernel reports no errors of the disk, and the root file system is clean.'),
    ),
});

const smartCheck = defineCheck({
  id: 'P24',
  title: 'SMART',
  level: 'warn',
  prevents: 'Writing to a disk that says itself that it is failing.',
  hint: 'Install smartmontools to know, and replace a disk that fails.',
  fact: ({ target }) => smart(target.disk),
  judge: ({ isInstalled, health, bad }) =>
    judgeBy(
      [
        [!isInstalled, () => unknown('smartctl is not installed.')],
        [health === null, () => unknown('The disk has no SMART.', 'Judge the disk by its age.')],
        [
          health !== 'PASSED' && health !== 'OK',
          () => warn(`The disk says ${health ?? ''}.`, 'Replace the disk.'),
        ],
        [
          bad.length > 0,
          () => warn(`The disk has bad sectors: ${listText(bad)}.`, 'Replace the disk.'),
        ],
      ],
      () => fine('The disk says that it is healthy.'),
    ),
});

const speedCheck = defineCheck({
  id: 'P25',
  title: 'Reading speed',
  level: 'block',
  prevents:
    'A weak disk found out in the middle of the installation, and time limits that are too short.',
  hint: 'Look at the disk before you migrate this device.',
  fact: ({ target }) => readSpeed(target.staging),
  judge: ({ bytes, seconds, error }) => {
    if (error !== null)
      return block(
        `Reading the staging partition fails: ${error}.`,
        'Have the disk replaced: it would be written to and booted from there.',
      );
    if (bytes === null || seconds === null)
      return unknown('The reading speed could not be measured.');
    const rate = bytes / Math.max(seconds, 0.001);
    const says = `${sizeText(bytes)} of the staging partition were read at ${sizeText(rate)} a second.`;
    return rate < MIN_BYTES_PER_SECOND ? warn(says) : fine(says);
  },
});

const scratchCheck = defineCheck({
  id: 'P42',
  title: 'Write and read back',
  level: 'block',
  prevents: 'A disk that takes writes and does not keep them.',
  hint: 'Wait for preflight/scratch: it tests this when the run starts.',
  fact: () => scratchSeal,
  judge: (seal) =>
    seal === null
      ? unknown('It is tested by preflight/scratch when the run starts: a question must not write.')
      : fine(`${seal} bytes were written, read back from the disk, and equal.`),
});

export const HEALTH_CHECKS: readonly Check[] = [
  watchdogCheck,
  errorsCheck,
  smartCheck,
  speedCheck,
  scratchCheck,
];
