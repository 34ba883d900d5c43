import type { Extent } from '../../commands/grub-config.ts';
import {
  optional,
  Problem,
  readVars,
  text,
  whole,
  type Reader,
  type Vars,
} from '../../model/params.ts';
import { REVIVE_SECONDS } from './limits.ts';

export interface EnvironmentBoot {
  /** The bundle's own words, such as `panic=10`. */
  readonly env_cmdline: string;
  /** How long the environment may stay unconfirmed. */
  readonly stem_deadman_seconds: number;
  /** How long it may stay without anybody in it, later. */
  readonly stem_revive_seconds: number;
  /** The driver of a watchdog that can't be found, such as `ib700wdt`. */
  readonly stem_watchdog: string;
}

const driver: Reader<string> = (value) =>
  typeof value === 'string' && /^[\w-]+$/.test(value)
    ? value
    : new Problem('the name of a kernel module');

export const readEnvironmentBoot = (vars: Vars): EnvironmentBoot =>
  readVars<EnvironmentBoot>(vars, {
    env_cmdline: optional(text, 'panic=10 oops=panic net.ifnames=0 mitigations=off'),
    stem_deadman_seconds: optional(whole(60, 7200), 600),
    stem_revive_seconds: REVIVE_SECONDS,
    stem_watchdog: optional(driver, ''),
  });

/** The kernel command line of the environment: docs/device-protocol.md. It talks to the consoles of the old system. */
export const environmentCmdline = (
  boot: EnvironmentBoot,
  old: readonly string[],
  staging: Extent,
): string =>
  [
    boot.env_cmdline,
    ...old.filter((word) => word.startsWith('console=')),
    `stem.deadman=${String(boot.stem_deadman_seconds)}`,
    `stem.revive=${String(boot.stem_revive_seconds)}`,
    ...(boot.stem_watchdog === '' ? [] : [`stem.watchdog=${boot.stem_watchdog}`]),
    `stem.staging=${String(staging.start)}+${String(staging.length)}`,
  ].join(' ');

/** The serial port that the kernel talks to, for GRUB; undefined where there is none. */
export function serialOf(
  words: readonly string[],
): { readonly unit: number; readonly speed: number } | undefined {
  const match = words
    .map((word) => /^console=ttyS(\d)(?:,(\d+))?/.exec(word))
    .find((found) => found !== null);
  return match === undefined
    ? undefined
    : { unit: Number(match[1]), speed: Number(match[2] ?? 9600) };
}
