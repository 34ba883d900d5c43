import { restorePaths } from '../../commands/backup.ts';
import { PIECES_IN, takePaths } from '../../commands/pieces.ts';
import { fileText } from '../../facts/files.ts';
import { job } from '../../facts/job.ts';
import type { JobAction, SupplyAction } from '../../model/action.ts';
import { readVars, text } from '../../model/params.ts';
import { RESTORED } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { backupFacts, hashIn, lostBackup, readKeptAt, type Sealed } from '../kept-backup.ts';
import { jobDir, startAfresh } from '../job.ts';

const DIR = jobDir('restore-paths');
const LIMIT_MS = 7_200_000;

/**
 * Brings the customer's data back and compares every file with its checksum. The seal lies on the new root and stays:
 * without it a later run would put old data over new.
 */
export const restorePathsStep = defineStep({
  id: 'restore/paths',
  title: 'Restore the listed paths',
  on: 'new',
  interrupted: 'check-again',
  params: (vars) => ({
    ...readVars<{ stem_run_id: string }>(vars, { stem_run_id: text }),
    at: readKeptAt(vars),
  }),
  facts: ({ at }) => {
    const { sealed: archive, ...backup } = backupFacts(at);
    return { sealed: fileText(RESTORED), archive, ...backup, job: job(DIR) };
  },
  check: ({ sealed, archive, away, kept }) => {
    if (sealed !== null) return satisfied('the data is back');
    if (archive === null)
      return blocked('there is no sealed archive on the staging partition', 'Look at the device.');
    const lost = lostBackup({ sealed: archive, away, kept });
    if (lost !== null) return lost;
    return needed(
      away === null
        ? 'the data is not back'
        : `the data is not back; ${String(kept.bytes)} bytes come from the controller`,
    );
  },
  apply: ({ job, archive, away, kept }, params) =>
    startAfresh(
      job,
      away === null ? fromStaging(params) : fromController({ sealed: archive, away, kept }, params),
    ),
  expect: (facts, { stem_run_id: runId }) => ({ ...facts, sealed: runId, job: 'done 0' }),
  verify: ({ sealed }) => verifyThat(sealed !== null, 'the data is not back'),
  rollback: { kind: 'redo', because: 'the archive stays until the data was compared' },
});

interface Params {
  readonly stem_run_id: string;
  readonly at: string;
}

const fromStaging = ({ stem_run_id: runId }: Params): JobAction => ({
  kind: 'job',
  dir: DIR,
  command: restorePaths(runId),
  timeoutMs: LIMIT_MS,
});

const fromController = (
  { sealed, kept }: Sealed,
  { stem_run_id: runId, at }: Params,
): SupplyAction => ({
  kind: 'supply',
  dir: DIR,
  command: takePaths(kept.pieces, runId),
  pieces: PIECES_IN,
  from: at,
  bytes: kept.bytes,
  sha256: hashIn(sealed ?? ''),
  timeoutMs: LIMIT_MS,
});
