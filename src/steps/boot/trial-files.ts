import {
  ROOT_TRIAL,
  TRIAL_UNIT,
  TRIAL_WANTED,
  TRIAL_WATCHDOG,
  TRIAL_WATCHDOG_CONF,
  trialScript,
  trialUnit,
  type TrialLimits,
  type TrialPlace,
} from '../../commands/trial.ts';
import { run, type Action } from '../../model/action.ts';
import { sh } from '../../model/command.ts';
import { optional, readVars, whole, type Vars } from '../../model/params.ts';
import { CONFIRMED } from '../../model/paths.ts';
import { REVIVE_SECONDS } from './limits.ts';

interface Limits {
  /** How long the new system may stay unconfirmed on its trial boot. */
  readonly stem_trial_seconds: number;
  /** How long nobody may be there, after it was confirmed and before it is handed over. */
  readonly stem_revive_seconds: number;
}

/** @throws StemError VARS_INVALID */
export function readTrialLimits(vars: Vars): TrialLimits {
  const limits = readVars<Limits>(vars, {
    stem_trial_seconds: optional(whole(60, 7200), 600),
    stem_revive_seconds: REVIVE_SECONDS,
  });
  return { confirmSeconds: limits.stem_trial_seconds, reviveSeconds: limits.stem_revive_seconds };
}

/** What brings the device back from its trial boot, in a root that is mounted here. Empty for `/`. */
export const putTrialFiles = (
  root: string,
  limits: TrialLimits,
  place: TrialPlace = ROOT_TRIAL,
): readonly Action[] => [
  ...[
    [place.script, trialScript(CONFIRMED, limits, place)] as const,
    [TRIAL_WATCHDOG, TRIAL_WATCHDOG_CONF] as const,
    [TRIAL_UNIT, trialUnit(place)] as const,
  ].map(([path, text]): Action => ({
    kind: 'write',
    to: `${root}${path}`,
    content: [text],
    mode: 0o644,
  })),
  run(sh('mkdir', '-p', `${root}${TRIAL_WANTED.slice(0, TRIAL_WANTED.lastIndexOf('/'))}`)),
  run(sh('ln', '-sfn', TRIAL_UNIT, `${root}${TRIAL_WANTED}`)),
];
