import { archivePaths, listOf } from '../../commands/backup.ts';
import { removeFiles } from '../../commands/files.ts';
import { PIECES_OUT, sendPaths } from '../../commands/pieces.ts';
import { archivedPaths, changedSince } from '../../facts/backup.ts';
import { job } from '../../facts/job.ts';
import { run, type Action, type CollectAction, type JobAction } from '../../model/action.ts';
import type { FactsOf } from '../../model/fact.ts';
import { optional, readVars, text, whole } from '../../model/params.ts';
import { BACKUP } from '../../model/paths.ts';
import {
  blocked,
  defineStep,
  needed,
  satisfied,
  verifyThat,
  type Verdict,
} from '../../model/step.ts';
import { endJob, jobDir, startAfresh } from '../job.ts';
import { MOST_PIECES, PIECE_BYTES, type RoomPlan } from '../room.ts';
import { backupFacts, isLost, readKeptAt } from '../kept-backup.ts';
import {
  countedPaths,
  findingOf,
  placeOf,
  placeText,
  readPlaceAfterScript,
  type PlaceParams,
} from './place.ts';

interface Params {
  readonly stem_backup_timeout_minutes: number;
  readonly stem_operator: string;
}

type All = Params & { readonly place: PlaceParams; readonly at: string };

const DIR = jobDir('backup-paths');
const SEAL = `${BACKUP}/paths.sealed`;
const LIST = `${BACKUP}/paths.list`;

const factsOf = ({ place, at }: All) => ({
  ...backupFacts(at),
  sizes: countedPaths(place),
  list: archivedPaths,
  hasChanged: changedSince(place.paths),
  job: job(DIR),
});
type Facts = FactsOf<ReturnType<typeof factsOf>>;

/** Archives what the customer wants to keep, with checksums, and compares it with the files. */
export const backupPathsStep = defineStep({
  id: 'backup/paths',
  title: 'Archive the listed paths',
  on: 'old',
  interrupted: 'check-again',
  params: (vars): All => ({
    ...readVars<Params>(vars, {
      stem_backup_timeout_minutes: optional(whole(1, 1440), 60),
      stem_operator: optional(text, 'unknown'),
    }),
    place: readPlaceAfterScript(vars),
    at: readKeptAt(vars),
  }),
  // A boot of the old system starts the services again: what was archived before it is stale.
  facts: factsOf,
  check: (facts, params) => checkBackup(facts, params),
  findings: (facts, params) => [findingOf(checkBackup(facts, params))],
  apply: (facts, params) => {
    const action =
      placeOf(facts.sizes, params.place)?.place === 'controller'
        ? toController(facts, params)
        : toStaging(params);
    return startAfresh(facts.job, action);
  },
  expect: (facts, params) =>
    placeOf(facts.sizes, params.place)?.place === 'controller'
      ? {
          ...facts,
          ...FRESH,
          ...listedIn(params),
          away: '(new)',
          kept: { ...facts.kept, sha256: '(new)' },
        }
      : { ...facts, ...FRESH, ...listedIn(params), away: null },
  verify: (facts) => {
    if (facts.sealed === null) return verifyThat(false, 'the archive is not sealed');
    return verifyThat(!isLost(facts), 'the controller has another archive than was sealed');
  },
  rollback: {
    kind: 'undo',
    // A job that still writes there would keep the staging partition busy.
    actions: (before, now) => [
      ...endJob(now.job, DIR),
      run(removeFiles(SEAL, `${BACKUP}/paths.away`, LIST, PIECES_OUT)),
      ...putBack(SEAL, before.sealed),
      ...putBack(`${BACKUP}/paths.away`, before.away),
      ...putBack(LIST, before.list),
    ],
  },
});

const FRESH = { sealed: '(new)', hasChanged: false, job: 'done 0' } as const;

const listedIn = ({ place }: All): Pick<Facts, 'list'> => ({ list: listOf(place.paths) });

const putBack = (to: string, text: string | null): readonly Action[] =>
  text === null ? [] : [{ kind: 'write', to, content: [text], mode: 0o600 }];

function checkBackup(facts: Facts, { place }: All): Verdict {
  const why = whyStale(facts, place);
  if (why === null) return satisfied('they are archived and compared');
  const plan = placeOf(facts.sizes, place);
  if (plan === null || isNowhere(plan))
    return blocked(
      `the archive fits nowhere: ${String(plan?.staging.missingBytes ?? 0)} bytes are missing on ${place.target.staging}`,
      'Take something out of stem_backup_paths.',
    );
  return needed(`${why}; ${placeText(plan)}`);
}

/** Null where the archive is what the paths are now. Whoever resumes hours later has the customer's work of these hours to lose. */
function whyStale(facts: Facts, { paths }: PlaceParams): string | null {
  if (facts.sealed === null || facts.job !== 'done 0' || isLost(facts))
    return 'they are not archived since this boot';
  if (facts.list !== listOf(paths)) return 'other paths are archived';
  return facts.hasChanged ? 'they have changed since they were archived' : null;
}

const isNowhere = ({ place }: RoomPlan): boolean => place === null;

const toStaging = ({ place, stem_backup_timeout_minutes: minutes }: All): JobAction => ({
  kind: 'job',
  dir: DIR,
  command: archivePaths(place.paths),
  timeoutMs: minutes * 60_000,
});

function toController({ kept, sizes }: Facts, params: All): CollectAction {
  const { place, at, stem_backup_timeout_minutes: minutes, stem_operator: operator } = params;
  const plan: RoomPlan | null = placeOf(sizes, place);
  return {
    kind: 'collect',
    dir: DIR,
    command: sendPaths({
      paths: place.paths,
      pieceBytes: PIECE_BYTES,
      mostPieces: MOST_PIECES,
      place: `${kept.folder} of ${operator}`,
    }),
    pieces: PIECES_OUT,
    to: at,
    atMostBytes: plan?.archiveBytes ?? 0,
    timeoutMs: minutes * 60_000,
  };
}
