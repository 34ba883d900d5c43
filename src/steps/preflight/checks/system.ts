import {
  cpu,
  firmware,
  os,
  rootRight,
  tools,
  virtualization,
} from '../../../facts/preflight/system.ts';
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

const rootCheck = defineCheck({
  id: 'P01',
  title: 'Root',
  level: 'block',
  prevents: 'A migration that stops half-way because a command is not allowed.',
  hint: 'Log in as root, or give the login user the right to sudo.',
  fact: () => rootRight,
  judge: ({ uid, through }) => {
    if (uid !== 0)
      return block(`Commands run as user ${uid === null ? 'unknown' : String(uid)}, not as root.`);
    return fine(through === '' ? 'The login is root.' : `${through} becomes root by sudo.`);
  },
});

const osCheck = defineCheck({
  id: 'P02',
  title: 'Operating system',
  level: 'block',
  prevents: 'An old system whose init and tools behave differently from what every step expects.',
  hint: 'Set stem_old_os to what the device runs if you have rehearsed the migration from it.',
  fact: () => os,
  judge: ({ id, version, init, upstart }, { stem_old_os: wanted }) => {
    const found = `${id} ${version}`;
    const says = `The device runs ${found} with ${init} as its init`;
    const isUpstart = init === 'init' && upstart.includes('upstart');
    return judgeBy(
      [
        [found !== wanted.toLowerCase(), () => block(`${says}, expected was ${wanted}.`)],
        [
          wanted.toLowerCase() === 'ubuntu 14.04' && !isUpstart,
          () => block(`${says}, expected was upstart.`, 'Find out why 14.04 runs without upstart.'),
        ],
      ],
      () => fine(`${says}.`),
    );
  },
});

const cpuCheck = defineCheck({
  id: 'P03',
  title: '64-bit processor',
  level: 'block',
  prevents: 'An amd64 system on a processor that cannot run it.',
  hint: 'Leave this device out: the new system needs an x86-64 processor.',
  fact: () => cpu,
  judge: ({ machine, bits, isLongMode }) => {
    const says = `The machine is ${machine === '' ? 'unknown' : machine}, a ${bits === null ? '?' : String(bits)}-bit system`;
    return /^(x86_64|i[3-6]86)$/.test(machine) && isLongMode
      ? fine(`${says} on a 64-bit processor.`)
      : block(`${says}, and the processor has no long mode.`);
  },
});

const toolsCheck = defineCheck({
  id: 'P04',
  title: 'Commands',
  level: 'block',
  prevents: 'A step that stops in its middle because a command is missing.',
  hint: 'Install the packages that hold these commands.',
  fact: () => tools,
  judge: ({ asked, missing }) => {
    if (asked === null || asked === 0)
      return block('The device did not say which commands it has.');
    return missing.length === 0
      ? fine(`All ${String(asked)} commands are there.`)
      : block(`Missing: ${listText(missing)}.`);
  },
});

const firmwareCheck = defineCheck({
  id: 'P05',
  title: 'BIOS',
  level: 'block',
  prevents: 'A boot sector that UEFI firmware never reads.',
  hint: 'Leave this device out: UEFI is not supported.',
  fact: () => firmware,
  judge: (answer) =>
    answer === 'bios'
      ? fine('The firmware started the system the BIOS way.')
      : block(`The firmware is ${answer === '' ? 'unknown' : 'UEFI'}.`),
});

const virtualizationCheck = defineCheck({
  id: 'P44',
  title: 'Container',
  level: 'warn',
  prevents: 'A migration inside a container, where boot loaders and reboots mean nothing.',
  hint: 'Leave this device out if it is a container.',
  fact: () => virtualization,
  judge: ({ isKnown, isContainer, isVirtual }) => {
    if (!isKnown) return unknown('The device did not say.');
    if (isContainer) return warn('The system runs in a container.');
    return fine(isVirtual ? 'It is a virtual machine.' : 'It is a machine of its own.');
  },
});

export const SYSTEM_CHECKS: readonly Check[] = [
  rootCheck,
  osCheck,
  cpuCheck,
  toolsCheck,
  firmwareCheck,
  virtualizationCheck,
];
