import { sh } from '../model/command.ts';
import type { Fact } from '../model/fact.ts';
import type { Json } from '../model/json.ts';
import type { KeptBackup } from '../model/kept.ts';

/** Where the controller keeps what is this host's. */
export const keptAt = (runId: string, host: string): string =>
  `${encodeURIComponent(runId)}/${encodeURIComponent(host)}`;

/** The backup that this controller keeps. Another one keeps nothing of it: `sha256` is null then. */
export const keptBackup = (at: string): Fact<KeptBackup> => ({
  ...ofController<KeptBackup>('backup', at),
  // What was fetched stays there: it is no matter of the device, which a rollback brings back.
  toKeep: () => ({ folder: '', pieces: 0, bytes: 0, sha256: null }),
});

/** Free bytes of the controller, where backups go; null where this command keeps none. */
export const keptRoom: Fact<number | null> = {
  ...ofController<number | null>('room', ''),
  toKeep: () => null,
};

function ofController<T extends Json>(kind: 'backup' | 'room', at: string): Fact<T> {
  return {
    name: `kept ${kind} ${at}`,
    command: sh('true'),
    as: 'login',
    kept: { kind, at },
    parse: ({ stdout }) => JSON.parse(stdout) as T, // The engine writes what `KeptFiles` says.
  };
}
