import { bootBlock, CORE_SECTOR, TO_TRIAL } from '../../commands/grub-config.ts';
import { writeBootBlock } from '../../commands/stage.ts';
import { proveTrial } from '../../commands/trial.ts';
import { bootChoice } from '../../facts/boot.ts';
import { core } from '../../facts/core.ts';
import { mountedAt, volume } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { run, type Action } from '../../model/action.ts';
import { sh } from '../../model/command.ts';
import type { Fact } from '../../model/fact.ts';
import {
  BOOTED,
  CONFIG_KEPT,
  CONFIRMED,
  NEW_CONFIG,
  RESTORED,
  RESTORED_BY_SCRIPT,
  STAGING,
  STAGING_LABEL,
} from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { BOOT_MS } from '../boot/limits.ts';
import { putTrialFiles, readTrialLimits } from '../boot/trial-files.ts';
import { readOwner, takeFreeLock } from '../staging/lock.ts';
import { mountStaging } from '../staging/mount.ts';
import { readTarget } from '../target.ts';

/** What was restored, with what of it the system has come up since, and what GRUB will read to boot it. */
export const restoredFacts = (): Readonly<Record<keyof Restored, Fact<string | null>>> => ({
  restored: fileText(RESTORED),
  byScript: fileText(RESTORED_BY_SCRIPT),
  booted: fileText(BOOTED),
  config: fileText(NEW_CONFIG),
  kept: fileText(CONFIG_KEPT),
});

interface Restored {
  readonly restored: string | null;
  readonly byScript: string | null;
  readonly booted: string | null;
  readonly config: string | null;
  /** As `install/configure` wrote it; null where that was an earlier version's. */
  readonly kept: string | null;
}

/** Also where nothing was restored. A trial goes by an entry of its own, and says nothing of a configuration that is not ours any more. */
export const hasBooted = (facts: Restored): boolean =>
  !isOtherConfig(facts) &&
  ((facts.restored === null && facts.byScript === null) || facts.booted === sealOf(facts));

const isOtherConfig = ({ config, kept }: Restored): boolean => kept !== null && config !== kept;

const sealOf = ({ restored, byScript }: Restored): string =>
  `paths ${restored ?? '-'}, script ${byScript ?? '-'}`;

/**
 * The customer's data may hold what keeps everybody out at the next boot: a firewall, a service, an account. So that boot
 * is one on trial as well, with the timer of the first, while the environment is still what a fault ends in.
 */
export const secondTrialStep = defineStep({
  id: 'restore/trial',
  title: 'Boot the new system on trial with what was restored',
  on: 'new',
  interrupted: 'check-again',
  hint: 'Ask `stem-remote status --live`. In the environment, mend what the restore put on LABEL=stem-root (a firewall, an account, a service); then `stem-remote resume`.',
  params: (vars) => ({
    owner: readOwner(vars),
    target: readTarget(vars),
    limits: readTrialLimits(vars),
  }),
  facts: ({ target: { disk, staging } }) => ({
    ...restoredFacts(),
    choice: bootChoice,
    core: core(disk),
    mounted: mountedAt(STAGING),
    volume: volume(staging),
  }),
  check: ({ choice, core, volume, ...restored }, { target: { disk } }) => {
    // A device in production: what is restored on it now has no timer any more, and it is nobody's to reboot.
    if (choice?.mode === 'new') return satisfied('the new system is what boots already');
    if (volume?.label !== STAGING_LABEL)
      return satisfied('there is no environment any more to come back to');
    if (core.kind !== 'grub' || core.pointer !== CORE_SECTOR)
      return blocked(
        `another boot loader than ours is on ${disk}: a trial would have no way back`,
        'Look at the device: what was restored has installed one (`grub-install`).',
      );
    if (isOtherConfig(restored)) return needed(`what was restored has changed ${NEW_CONFIG}`);
    return hasBooted(restored)
      ? satisfied('there is nothing that has not been booted')
      : needed('what was restored has not been booted');
  },
  apply: (facts, { owner, target: { staging }, limits }) => [
    // After a cut behind its boot it boots again, and finds nothing mounted.
    ...(facts.mounted === null ? mountStaging(staging) : []),
    ...configBack(facts),
    // What was restored may have taken the timer away: without it nothing would bring a boot back that nobody can enter.
    ...putTrialFiles('', limits),
    run(writeBootBlock(bootBlock(TO_TRIAL), staging)),
    { kind: 'reboot', into: 'new', timeoutMs: BOOT_MS },
    { kind: 'reconnect', timeoutMs: 60_000 },
    run(proveTrial()),
    { kind: 'write', to: CONFIRMED, content: ['yes'], mode: 0o600 },
    ...takeFreeLock(owner),
    ...mountStaging(staging),
    { kind: 'write', to: BOOTED, content: [sealOf(facts)], mode: 0o600 },
  ],
  expect: (facts, { target: { staging } }) => ({
    ...facts,
    ...{ booted: sealOf(facts), mounted: staging },
    config: facts.kept ?? facts.config,
  }),
  verify: (facts) => verifyThat(hasBooted(facts), 'it has not come up'),
  rollback: { kind: 'redo', because: 'a trial that nobody confirms ends in the environment' },
});

/** A clean reboot puts it where GRUB reads it. */
const configBack = (facts: Restored): readonly Action[] =>
  isOtherConfig(facts) ? [run(sh('cp', CONFIG_KEPT, NEW_CONFIG))] : [];
