import type { Vars } from '../model/params.ts';
import { readVars, text } from '../model/params.ts';
import { keptAt, keptBackup } from '../facts/kept.ts';
import { fileText } from '../facts/files.ts';
import type { Fact } from '../model/fact.ts';
import type { KeptBackup } from '../model/kept.ts';
import { BACKUP } from '../model/paths.ts';
import { blocked, type Verdict } from '../model/step.ts';

/** The seal of the archive, and where it is if it is not on the staging partition. */
export interface Sealed {
  readonly sealed: string | null;
  readonly away: string | null;
  readonly kept: KeptBackup;
}

/** Where the controller keeps this host's backup of this run. @throws StemError VARS_INVALID */
export const readKeptAt = (vars: Vars): string => {
  const { stem_run_id: run, inventory_hostname: host } = readVars<{
    stem_run_id: string;
    inventory_hostname: string;
  }>(vars, { stem_run_id: text, inventory_hostname: text });
  return keptAt(run, host);
};

export const backupFacts = (
  at: string,
): {
  readonly sealed: Fact<string | null>;
  readonly away: Fact<string | null>;
  readonly kept: Fact<KeptBackup>;
} => ({
  sealed: fileText(`${BACKUP}/paths.sealed`),
  away: fileText(`${BACKUP}/paths.away`),
  kept: keptBackup(at),
});

/** As sha256sum wrote it. */
export const hashIn = (sealed: string): string => sealed.trim().split(' ')[0] ?? '';

/** The archive left the device, and this controller does not have it as it was sealed. */
export const isLost = ({ sealed, away, kept }: Sealed): boolean =>
  away !== null && sealed !== null && kept.sha256 !== hashIn(sealed);

/** Null where the backup is on the device, or here. */
export const lostBackup = (facts: Sealed): Verdict | null =>
  isLost(facts)
    ? blocked(
        `the backup of this device is at ${facts.away?.trim() ?? ''}, and ${
          facts.kept.sha256 === null ? 'not on this controller' : 'this controller has another one'
        }`,
        `Copy that folder to ${facts.kept.folder} with its files as they are, then resume.`,
      )
    : null;
