import { CORE_SECTOR, ENTRY } from '../../../commands/grub-config.ts';
import {
  bootCode,
  core,
  grub,
  grubConfig,
  oneShot,
  timeouts,
} from '../../../facts/preflight/grub.ts';
import {
  block,
  defineCheck,
  fine,
  judgeBy,
  listText,
  unknown,
  warn,
  type Check,
} from '../check.ts';

const OTHER_LOADERS = ['grub-efi-amd64', 'grub', 'grub-legacy', 'lilo', 'extlinux'];
/** grub-install fills in a handful of bytes; another build differs in thousands. */
const MOST_DIFFERING = 100;
const GRUBENV_BYTES = 1024;

const grubCheck = defineCheck({
  id: 'P15',
  title: 'GRUB',
  level: 'block',
  prevents: 'A boot entry in the configuration of a boot loader that nobody boots.',
  hint: 'Leave this device out, or install grub-pc 2.02 to its disk and reboot once.',
  fact: () => grub,
  judge: ({ version, installed }) => {
    const others = OTHER_LOADERS.filter((name) => installed.includes(name));
    const isInstalled =
      installed.includes('grub2-common') &&
      (installed.includes('grub-pc') || installed.includes('grub-pc-bin'));
    return judgeBy(
      [
        [version === '', () => block('There is no GRUB 2.')],
        [!isNewEnough(version), () => block(`GRUB is ${version}, 2.02~beta2 or later is needed.`)],
        [!isInstalled, () => block('GRUB for BIOS (grub-pc) is not installed as a package.')],
        [
          others.length > 0,
          () =>
            block(
              `Another boot loader is installed: ${listText(others)}.`,
              'Remove the boot loader that is not in use.',
            ),
        ],
      ],
      () => fine(`GRUB is ${version}, the only boot loader.`),
    );
  },
});

/** `2.02~beta2-9ubuntu1` counts, `2.00` and `1.99` don't: a one-shot entry needs what beta2 brought. */
const isNewEnough = (version: string): boolean => {
  const match = /^(\d+)\.(\d+)(?:~beta(\d+))?/.exec(version);
  if (match === null) return false;
  const [, major, minor, beta] = match;
  const number = Number(major) * 100 + Number(minor);
  return number > 202 || (number === 202 && (beta === undefined || Number(beta) >= 2));
};

const bootCodeCheck = defineCheck({
  id: 'P16',
  title: 'Boot code',
  level: 'block',
  prevents: 'Preparing a GRUB that is not the one this disk boots.',
  hint: 'Run grub-install on this disk and reboot once, or leave this device out.',
  fact: ({ target }) => bootCode(target.disk),
  judge: ({ isGrub, coreSector, missing }, { target, isOurs }) =>
    judgeBy(
      [
        [!isGrub, () => block(`The boot code of ${target.disk} is not GRUB's.`)],
        [missing.length > 0, () => block(`GRUB's files are not complete: ${listText(missing)}.`)],
        [
          isOurs && coreSector === CORE_SECTOR,
          () => fine('The boot code loads our own core image already.'),
        ],
        [
          coreSector !== 1,
          () =>
            block(
              `The boot code loads sector ${String(coreSector)}, not GRUB's core image at sector 1.`,
            ),
        ],
      ],
      () => fine(`The boot code of ${target.disk} is GRUB's, and its files are complete.`),
    ),
});

const coreCheck = defineCheck({
  id: 'P17',
  title: 'Core image',
  level: 'warn',
  prevents:
    "A next boot that fails because GRUB's core image and its modules are of different builds.",
  hint: 'Run grub-install on this disk and reboot once before the migration.',
  fact: ({ target }) => core(target.disk),
  judge: ({ bytes, differing }) => {
    if (bytes === null || differing === null)
      return unknown('The core image could not be compared.');
    const says = `The core image on the disk differs from its file in ${String(differing)} of ${String(bytes)} bytes.`;
    return differing > MOST_DIFFERING ? warn(says) : fine(says);
  },
});

const oneShotCheck = defineCheck({
  id: 'P18',
  title: 'One-shot boot',
  level: 'block',
  prevents: 'An entry that boots again and again, or not at all.',
  hint: 'Run grub-editenv /boot/grub/grubenv unset next_entry, then update-grub, and look again.',
  fact: () => oneShot,
  judge: ({ isSupported, mentions, armed, bytes, blocks }, { isOurs }) =>
    judgeBy(
      [
        [
          !isSupported,
          () => block('grub-reboot does not know next_entry.', 'Install GRUB 2.02 or later.'),
        ],
        [
          mentions === null || mentions === 0,
          () => block('/boot/grub/grub.cfg does not read next_entry.', 'Run update-grub.'),
        ],
        [
          bytes !== GRUBENV_BYTES || (blocks ?? 0) === 0,
          () =>
            block(
              `/boot/grub/grubenv has ${String(bytes)} bytes in ${String(blocks)} blocks, not 1024 on the disk.`,
              'Make it anew with grub-editenv /boot/grub/grubenv create.',
            ),
        ],
        [
          armed !== '' && !(isOurs && armed === ENTRY),
          () => block(`An entry is armed for the next boot: ${armed}.`),
        ],
      ],
      () => fine('GRUB can boot an entry once, and no foreign one is armed.'),
    ),
});

const timeoutCheck = defineCheck({
  id: 'P19',
  title: 'Boot timeout',
  level: 'block',
  prevents: "A device without a screen that waits at GRUB's menu for ever.",
  hint: 'Set GRUB_RECORDFAIL_TIMEOUT=5 in /etc/default/grub and run update-grub.',
  fact: () => timeouts,
  judge: ({ isRead, recordfail, timeouts: all, settings }) => {
    const after = recordfail === null ? '' : `, after a failed boot ${String(recordfail)} s`;
    return judgeBy(
      [
        [!isRead, () => block('/boot/grub/grub.cfg cannot be read.', 'Run update-grub.')],
        [recordfail === -1, () => block('After a failed boot GRUB waits for a key.')],
        [
          all.includes(-1),
          () =>
            block(
              'GRUB waits for a key.',
              'Set GRUB_TIMEOUT=5 in /etc/default/grub and run update-grub.',
            ),
        ],
      ],
      () =>
        fine(
          `GRUB waits ${String(all.at(-1) ?? 0)} s${after}; ${listText(settings)} in its settings.`,
        ),
    );
  },
});

const configCheck = defineCheck({
  id: 'P20',
  title: 'GRUB configuration',
  level: 'block',
  prevents: 'An entry that GRUB does not show, or asks a password for.',
  hint: "Run update-grub, and remove the password from GRUB's configuration.",
  fact: () => grubConfig,
  judge: ({ isValid, entries, readsCustom, hasPassword }) =>
    judgeBy(
      [
        [!isValid, () => block('grub-script-check refuses /boot/grub/grub.cfg.')],
        [entries === 0, () => block('/boot/grub/grub.cfg has no entry.')],
        [
          !readsCustom,
          () =>
            block(
              '/boot/grub/grub.cfg does not read custom.cfg.',
              'Put 41_custom back into /etc/grub.d and run update-grub.',
            ),
        ],
        [hasPassword, () => block('GRUB asks for a password.')],
      ],
      () => fine(`It is valid, has ${String(entries)} entries, no password, and reads custom.cfg.`),
    ),
});

export const GRUB_CHECKS: readonly Check[] = [
  grubCheck,
  bootCodeCheck,
  coreCheck,
  oneShotCheck,
  timeoutCheck,
  configCheck,
];
