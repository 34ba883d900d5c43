import { setTimeout as sleep } from 'node:timers/promises';

import type { Device } from '../../../vagrant/machines/device.ts';

/**
 * Where a scenario begins: in the environment before anything was confirmed there; in the environment with the old root
 * formatted; in the environment with the new system installed and its trial boot armed.
 */
export const STAGES = ['environment', 'no-return', 'armed'] as const;
export type Stage = (typeof STAGES)[number];

/** The step that comes next in that stage. */
export const NEXT_STEP: Readonly<Record<Stage, string>> = {
  environment: 'install/confirm',
  'no-return': 'install/unpack',
  armed: 'boot/enter-new',
};

export interface Return {
  /** The system that answered, with the known host key, over a new connection. */
  readonly cameBackIn: string;
  /** From the fault to that answer. */
  readonly seconds: number;
}

/** Breaks a device that is up in the stage, and waits until it is back with no hand on it. */
export type Scenario = (device: Device, limitMs: number) => Promise<Return>;

export interface NamedScenario {
  readonly name: string;
  readonly fault: string;
  readonly stage: Stage;
  readonly returnsTo: 'old' | 'environment' | 'new';
  readonly scenario: Scenario;
}

/** Runs a command whose answer may never come. */
export async function order(device: Device, command: string): Promise<void> {
  await device.tryExec(command, { timeoutMs: 15_000 }).catch(() => null);
}

export interface Whereabouts {
  readonly boot: string;
  readonly system: string;
}

export async function whereIs(device: Device): Promise<Whereabouts> {
  const text = await device.exec(
    'cat /proc/sys/kernel/random/boot_id; cat /etc/stem-system 2>/dev/null || echo old',
  );
  const [boot = '', system = ''] = text.trim().split('\n');
  return { boot, system };
}

/** Breaks it, and waits until it answers in another boot. @throws Error where it does not in time */
export async function returnsAfter(
  device: Device,
  limitMs: number,
  breakIt: () => Promise<void>,
): Promise<Return> {
  const before = await whereIs(device);
  return comesBack(device, limitMs, { breakIt, isBack: ({ boot }) => boot !== before.boot });
}

interface Break {
  readonly breakIt: () => Promise<void>;
  readonly isBack: (now: Whereabouts) => boolean;
}

/** The same with another sign of a return, such as the same boot. */
export async function comesBack(
  device: Device,
  limitMs: number,
  { breakIt, isBack }: Break,
): Promise<Return> {
  const from = Date.now();
  await breakIt();
  while (Date.now() - from < limitMs) {
    const now = await whereIs(device).catch(() => undefined);
    if (now !== undefined && isBack(now))
      return { cameBackIn: now.system, seconds: Math.round((Date.now() - from) / 1000) };
    await sleep(1000);
  }
  throw new Error(`${device.name} was not back after ${String(limitMs / 1000)} s`);
}

/**
 * Lets the dead-man timer read other limits, and begin anew: it looks at the time since the boot, so a small one is over
 * at once. What else the kernel was told stays. `delaySeconds`: first comes what cuts this connection.
 */
export const newLimits = (words: string, delaySeconds = 0): string =>
  `{ sed 's/ stem\\.\\(deadman\\|revive\\)=[0-9]*//g' /proc/cmdline | tr -d '\\n'; echo ' ${words}'; } >/tmp/words
mount --bind /tmp/words /proc/cmdline
rm -f /run/stem/confirmed
(setsid sh -c 'sleep ${String(delaySeconds)}; kill -9 $(pidof deadman)' >/dev/null 2>&1 </dev/null &)`;
