import type { Extent } from '../../commands/grub-config.ts';
import { optional, readVars, text, whole, type Vars } from '../../model/params.ts';

export interface EnvironmentBoot {
  /** The bundle's own words, such as `panic=10`. */
  readonly env_cmdline: string;
  /** How long the environment may stay unconfirmed. */
  readonly stem_deadman_seconds: number;
}

export const readEnvironmentBoot = (vars: Vars): EnvironmentBoot =>
  readVars<EnvironmentBoot>(vars, {
    env_cmdline: optional(text, 'panic=10 oops=panic net.ifnames=0'),
    stem_deadman_seconds: optional(whole(60, 7200), 600),
  });

/** The kernel command line of the environment: docs/device-protocol.md. It talks to the consoles of the old system. */
export const environmentCmdline = (
  { env_cmdline: own, stem_deadman_seconds: seconds }: EnvironmentBoot,
  old: readonly string[],
  staging: Extent,
): string =>
  [
    own,
    ...old.filter((word) => word.startsWith('console=')),
    `stem.deadman=${String(seconds)}`,
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
