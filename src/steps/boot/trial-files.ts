import {
  TRIAL_SCRIPT,
  TRIAL_UNIT,
  TRIAL_WANTED,
  TRIAL_WATCHDOG,
  TRIAL_WATCHDOG_CONF,
  trialScript,
  trialUnit,
  type TrialLimits,
} from '../../commands/trial.ts';
import { exists, fileText } from '../../facts/files.ts';
import { run, type Action } from '../../model/action.ts';
import { sh } from '../../model/command.ts';
import type { Fact } from '../../model/fact.ts';
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
export const putTrialFiles = (root: string, limits: TrialLimits): readonly Action[] => [
  ...Object.entries(textsOf(limits)).map(([path, text]): Action => ({
    kind: 'write',
    to: `${root}${path}`,
    content: [text],
    mode: 0o644,
  })),
  run(sh('mkdir', '-p', `${root}${TRIAL_WANTED.slice(0, TRIAL_WANTED.lastIndexOf('/'))}`)),
  run(sh('ln', '-sfn', TRIAL_UNIT, `${root}${TRIAL_WANTED}`)),
];

const textsOf = (limits: TrialLimits) => ({
  [TRIAL_SCRIPT]: trialScript(CONFIRMED, limits),
  [TRIAL_WATCHDOG]: TRIAL_WATCHDOG_CONF,
  [TRIAL_UNIT]: trialUnit(),
});

/** As the system that is up has them. */
export interface TrialFiles {
  readonly timer: string | null;
  readonly timerUnit: string | null;
  readonly timerWatchdog: string | null;
  readonly timerWanted: boolean;
}

export const trialFacts = (): { readonly [K in keyof TrialFiles]: Fact<TrialFiles[K]> } => ({
  timer: fileText(TRIAL_SCRIPT),
  timerUnit: fileText(TRIAL_UNIT),
  timerWatchdog: fileText(TRIAL_WATCHDOG),
  timerWanted: exists(TRIAL_WANTED),
});

export const wholeTrialFiles = (limits: TrialLimits): TrialFiles => ({
  timer: trialScript(CONFIRMED, limits),
  timerUnit: trialUnit(),
  timerWatchdog: TRIAL_WATCHDOG_CONF,
  timerWanted: true,
});

/** Whether a trial would have its timer. A restore may bring an older `/etc` back, or take units away. */
export function hasTrialFiles(files: TrialFiles, limits: TrialLimits): boolean {
  const whole = wholeTrialFiles(limits);
  return (
    files.timer === whole.timer &&
    files.timerUnit === whole.timerUnit &&
    files.timerWatchdog === whole.timerWatchdog &&
    files.timerWanted
  );
}
