import type { Device } from '../../vagrant/machines/device.ts';
import type { Moment, Point } from './point.ts';
import type { Lane } from './lane.ts';

/** Something that goes wrong while a migration is under way. */
export interface Fault {
  readonly name: string;
  /** `served`: what the device writes is lost with the power where it was not flushed. */
  readonly disk: 'file' | 'served';
  appliesTo(point: Point, moment: Moment): boolean;
  /** Missing where it is the controller itself that dies. */
  readonly strike?: (lane: Lane) => Promise<void>;
  /** A person may have to reboot the device, over SSH: a kernel writes no more to a file system whose disk has failed. */
  readonly mayNeedReboot?: boolean;
  /** The controller goes on where it was, so that a chain of them may be long. */
  readonly isBrief?: boolean;
  /** Nobody goes on: the device is rolled back from where the fault left it. */
  readonly isUndone?: boolean;
  /** The controller's journal is gone with it: another one goes on from what the device knows, by the command. */
  readonly losesJournal?: boolean;
  /** What it does to the device stays until it is rolled back: no other fault can come after it. */
  readonly stays?: boolean;
}

const always = (): boolean => true;

/** Under way alone: at the other moments nothing differs. */
const during =
  (...tasks: readonly string[]) =>
  ({ task }: Point, moment: Moment): boolean =>
    moment === 'during' && tasks.includes(task);

const before =
  (...tasks: readonly string[]) =>
  ({ task, index }: Point, moment: Moment): boolean =>
    moment === 'before' && index === 0 && tasks.includes(task);

/** By a connection of its own, which nothing stands in the way of. */
const byHand =
  (command: string) =>
  async ({ device }: Lane): Promise<void> => {
    await device.exec(command);
  };

/** The answer never comes. */
const panic = async ({ device }: { readonly device: Device }): Promise<void> => {
  const mark = await device.consoleMark();
  await device.tryExec('echo c >/proc/sysrq-trigger', { timeoutMs: 10_000 }).catch(() => null);
  await device.waitForConsole(/Kernel panic|Restarting system|reboot:/i, 60_000, mark);
};

const inEnvironment = ({ system, does }: Point, moment: Moment): boolean =>
  system === 'environment' && moment === 'during' && does !== 'reboot';

const isHalfDone = ({ hasCrossed, does }: Point, moment: Moment): boolean =>
  !hasCrossed && moment !== 'before' && does !== 'wait';

/** Where much is read or written, and where one sector is. */
const ON_DISK = [
  ...['staging/format', 'staging/push', 'staging/unpack', 'backup/paths', 'boot/stage', 'boot/arm'],
  ...['boot/rehome', 'install/format', 'install/unpack', 'install/verify', 'install/configure'],
  ...['boot/trial', 'restore/paths', 'finish/boot-default'],
];

/** From where on the device has a record of its own on a disk. */
const isRecorded = ({ task, system, does }: Point, moment: Moment): boolean =>
  moment !== 'before' &&
  does !== 'wait' &&
  (system !== 'old' || !/^(preflight|backup\/place)|lock$/.test(task));

const EVERY_HALF = ['staging/lock', 'boot/stage', 'install/point-of-no-return', 'install/unpack'];

/** All that is tried. Those of the first part at each moment of each action. */
export const FAULTS: readonly Fault[] = [
  { name: 'power-cut', disk: 'file', appliesTo: always, strike: (lane) => lane.cutPower() },
  { name: 'writes-lost', disk: 'served', appliesTo: always, strike: (lane) => lane.cutPower() },
  {
    name: 'link-cut',
    disk: 'file',
    isBrief: true,
    appliesTo: always,
    strike: now((lane) => {
      lane.cutLink();
    }),
  },
  {
    name: 'link-stalled',
    disk: 'file',
    appliesTo: always,
    strike: now((lane) => {
      lane.stallLink();
    }),
  },
  { name: 'controller-killed', disk: 'file', appliesTo: always },
  {
    name: 'power-cut-undone',
    disk: 'file',
    isUndone: true,
    appliesTo: isHalfDone,
    strike: (lane) => lane.cutPower(),
  },
  { name: 'controller-killed-undone', disk: 'file', isUndone: true, appliesTo: isHalfDone },
  { name: 'journal-lost', disk: 'file', losesJournal: true, appliesTo: isRecorded },

  { name: 'kernel-panic', disk: 'file', appliesTo: inEnvironment, strike: panic },
  {
    name: 'ssh-server-killed',
    disk: 'file',
    appliesTo: inEnvironment,
    strike: byHand(
      'kill -9 $(cat /proc/[0-9]*/stat | awk \'$2 == "(sshd)" && $4 == 1 { print $1 }\')',
    ),
  },
  {
    name: 'clock-in-1971',
    disk: 'file',
    stays: true,
    appliesTo: before(...EVERY_HALF, 'restore/paths'),
    strike: byHand("date -s '1971-02-03 04:05:06'"),
  },
  {
    name: 'clock-in-2037',
    disk: 'file',
    stays: true,
    appliesTo: before(...EVERY_HALF, 'restore/paths'),
    strike: byHand("date -s '2037-02-03 04:05:06'"),
  },
  {
    name: 'staging-full',
    disk: 'file',
    stays: true,
    appliesTo: before('staging/push', 'staging/unpack', 'backup/paths', 'boot/stage'),
    strike: byHand('dd if=/dev/zero of=/run/stem/staging/full bs=1M 2>/dev/null; sync; true'),
  },
  {
    name: 'old-root-full',
    disk: 'file',
    stays: true,
    appliesTo: before('staging/fstab', 'boot/entry', 'boot/arm'),
    strike: byHand('dd if=/dev/zero of=/tmp/full bs=1M 2>/dev/null; sync; true'),
  },
  ...(['reads', 'writes'] as const).map((what) => ({
    ...({ name: `disk-${what}-fail`, disk: 'served', mayNeedReboot: true } as const),
    appliesTo: during(...ON_DISK),
    strike: (lane: Lane) => lane.failDisk(what),
  })),
  {
    name: 'upload-corrupted',
    disk: 'file',
    appliesTo: during('staging/push'),
    strike: byHand(
      `cd /run/stem/staging/incoming && for file in bundle-*; do
         printf 'not what was sent' | dd of="$file" bs=1 seek=4096 conv=notrunc 2>/dev/null
       done`,
    ),
  },
];

function now(strike: (lane: Lane) => void): (lane: Lane) => Promise<void> {
  return (lane) => {
    strike(lane);
    return Promise.resolve();
  };
}
