import { fileText } from '../../facts/files.ts';
import { BUNDLE_SEAL } from '../../model/paths.ts';
import { readVars, text, type Vars } from '../../model/params.ts';
import { blocked, type Verdict } from '../../model/step.ts';

/** The sha256 of the bundle that is unpacked on the staging partition; null where none is whole. */
export const heldBundle = fileText(BUNDLE_SEAL);

/** The sha256 of this run's bundle. @throws StemError VARS_INVALID */
export const readWanted = (vars: Vars): string =>
  readVars<{ bundle_sha256: string }>(vars, { bundle_sha256: text }).bundle_sha256;

const nameOf = (sha256: string): string => sha256.slice(0, 12);

/**
 * Why the environment must not go on with what the staging partition holds; null where it is this run's bundle. A new
 * run that adopts a device may bring another one, and a device must not get half of each.
 */
export function notOurs(held: string | null, wanted: string): Verdict | null {
  if (held === wanted) return null;
  return held === null || held === ''
    ? blocked(
        'the staging partition holds no whole bundle',
        'Run `stem-remote rollback`, and where that is refused look at /run/stem/staging on the device.',
      )
    : blocked(
        `the staging partition holds bundle ${nameOf(held)}, and this run has ${nameOf(wanted)}`,
        'Resume the run that brought it, or run `stem-remote apply` with that bundle and -e stem_take_over=true.',
      );
}
