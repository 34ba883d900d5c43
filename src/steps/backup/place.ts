import { sizes, UNCOUNTED, type Sizes } from '../../facts/preflight/customer.ts';
import { keptRoom } from '../../facts/kept.ts';
import type { Fact } from '../../model/fact.ts';
import type { Vars } from '../../model/params.ts';
import { systemsPathsIn } from '../../model/customer-paths.ts';
import { paths, readVars } from '../../model/params.ts';
import { blocked, defineStep, satisfied, type Finding, type Verdict } from '../../model/step.ts';
import { planRoom, readRoom, type RoomPlan, type RoomVars } from '../room.ts';
import { readTarget, type Target } from '../target.ts';

export interface PlaceParams {
  readonly paths: readonly string[];
  readonly target: Target;
  readonly room: RoomVars;
}

/** @throws StemError VARS_INVALID */
export const readPlace = (vars: Vars): PlaceParams => ({
  paths: readVars<{ stem_backup_paths: readonly string[] }>(vars, {
    stem_backup_paths: paths,
  }).stem_backup_paths,
  target: readTarget(vars),
  room: readRoom(vars),
});

/** Once the script has run, what it wrote below a path is counted with that path. */
export const readPlaceAfterScript = (vars: Vars): PlaceParams => {
  const { room, ...rest } = readPlace(vars);
  const bytes = room.stem_backup_script_dir === '' ? room.stem_backup_script_bytes : 0;
  return { ...rest, room: { ...room, stem_backup_script_bytes: bytes } };
};

/** `toKeep` is always there. */
type SizesFact = Fact<Sizes> & { readonly toKeep: () => Sizes };

/** The counted paths: they grow and shrink by themselves, so a rollback does not compare them. */
export const countedPaths = ({ target, paths: list }: PlaceParams): SizesFact => ({
  ...sizes(target.root, target.staging, list),
  toKeep: () => UNCOUNTED,
});

/** Null where the device does not say how large its partitions are. */
export function placeOf(
  { stagingBytes, rootBytes, paths: counted }: Sizes,
  { room }: PlaceParams,
): RoomPlan | null {
  return stagingBytes === null || rootBytes === null
    ? null
    : planRoom({ stagingBytes, rootBytes }, room, counted);
}

export const placeText = ({ place, archiveBytes }: RoomPlan): string =>
  place === 'controller'
    ? `the archive goes to the controller: at most ${String(archiveBytes)} bytes cross the link, and back`
    : `the archive stays on the staging partition (at most ${String(archiveBytes)} bytes)`;

/** Says before the first write where the backup goes, and whether there is room for it. */
export const backupPlaceStep = defineStep({
  id: 'backup/place',
  title: 'Choose where the backup goes',
  on: 'old',
  interrupted: 'check-again',
  params: readPlace,
  facts: (params) => ({ sizes: countedPaths(params), free: keptRoom }),
  check: ({ sizes, free }, params) => verdictOf(placeOf(sizes, params), free, params),
  // Sizes change by themselves: a saved plan compares the level of this and not the numbers.
  findings: ({ sizes, free }, params) => [
    findingOf(verdictOf(placeOf(sizes, params), free, params)),
  ],
  apply: () => [],
  expect: (facts) => facts,
  verify: () => ({ ok: true }),
  rollback: { kind: 'nothing-to-undo', because: 'questions change nothing' },
});

function verdictOf(plan: RoomPlan | null, free: number | null, params: PlaceParams): Verdict {
  const wrong = systemsPathsIn(params.paths);
  if (wrong.length > 0) return blocked(notTheCustomers(wrong), NAME_THEM);
  if (plan === null) return blocked('the sizes of the partitions are not known', LOOK);
  const { place, archiveBytes, staging } = plan;
  if (place === null)
    return blocked(
      `${String(staging.missingBytes)} bytes are missing on ${params.target.staging}`,
      LESS,
    );
  if (place === 'staging') return satisfied(placeText(plan));
  if (free === null) return blocked('this command keeps no files of devices', 'Use `apply`.');
  return free < archiveBytes
    ? blocked(
        `the archive (at most ${String(archiveBytes)} bytes) goes to the controller, where ${String(archiveBytes - free)} bytes are missing`,
        'Make room beside the journal, or put the journal on another disk: --journal FILE.',
      )
    : satisfied(placeText(plan));
}

/** An old system's files there would keep the new one from booting. */
export const notTheCustomers = (paths: readonly string[]): string =>
  `stem_backup_paths has what is the system's, or holds such: ${paths.join(', ')}`;
export const NAME_THEM = "Name the customer's own files and folders in it instead.";

const LOOK = 'Set stem_root_partition and stem_staging_partition.';
const LESS = 'Take something out of stem_backup_paths, or build a smaller bundle.';

export const findingOf = (verdict: Verdict): Finding => ({
  id: 'room',
  title: 'Place of the backup',
  level: verdict.kind === 'blocked' ? 'block' : 'ok',
  says: verdict.because,
  prevents: verdict.kind === 'blocked' ? 'A backup that is cut off in its middle.' : '',
  hint: verdict.kind === 'blocked' ? verdict.hint : '',
});
