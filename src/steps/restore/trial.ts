import { bootBlock, TO_TRIAL } from '../../commands/grub-config.ts';
import { writeBootBlock } from '../../commands/stage.ts';
import { mountedAt, volume } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { run } from '../../model/action.ts';
import type { Fact } from '../../model/fact.ts';
import {
  BOOTED,
  CONFIRMED,
  RESTORED,
  RESTORED_BY_SCRIPT,
  STAGING,
  STAGING_LABEL,
} from '../../model/paths.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { BOOT_MS } from '../boot/limits.ts';
import { readOwner, takeFreeLock } from '../staging/lock.ts';
import { mountStaging } from '../staging/mount.ts';
import { readTarget } from '../target.ts';

/** What was restored, and with what of it the system has come up since. */
export const restoredFacts = (): Readonly<Record<keyof Restored, Fact<string | null>>> => ({
  restored: fileText(RESTORED),
  byScript: fileText(RESTORED_BY_SCRIPT),
  booted: fileText(BOOTED),
});

interface Restored {
  readonly restored: string | null;
  readonly byScript: string | null;
  readonly booted: string | null;
}

/** Also where nothing was restored. */
export const hasBooted = (facts: Restored): boolean =>
  (facts.restored === null && facts.byScript === null) || facts.booted === sealOf(facts);

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
  hint: 'The device is in the environment: mend there what the restore put on LABEL=stem-root (a firewall, an account, a service), then `stem-remote resume`.',
  params: (vars) => ({ owner: readOwner(vars), target: readTarget(vars) }),
  facts: ({ target: { staging } }) => ({
    ...restoredFacts(),
    mounted: mountedAt(STAGING),
    volume: volume(staging),
  }),
  check: ({ volume, ...restored }) => {
    if (hasBooted(restored)) return satisfied('there is nothing that has not been booted');
    if (volume?.label !== STAGING_LABEL)
      return satisfied('there is no environment any more to come back to');
    return needed('what was restored has not been booted');
  },
  // After a cut behind its boot it boots again, and finds nothing mounted.
  apply: (facts, { owner, target: { staging } }) => [
    ...(facts.mounted === null ? mountStaging(staging) : []),
    run(writeBootBlock(bootBlock(TO_TRIAL), staging)),
    { kind: 'reboot', into: 'new', timeoutMs: BOOT_MS },
    { kind: 'reconnect', timeoutMs: 60_000 },
    { kind: 'write', to: CONFIRMED, content: ['yes'], mode: 0o600 },
    ...takeFreeLock(owner),
    ...mountStaging(staging),
    { kind: 'write', to: BOOTED, content: [sealOf(facts)], mode: 0o600 },
  ],
  expect: (facts, { target: { staging } }) => ({
    ...facts,
    ...{ booted: sealOf(facts), mounted: staging },
  }),
  verify: (facts) => verifyThat(hasBooted(facts), 'it has not come up'),
  rollback: { kind: 'redo', because: 'a trial that nobody confirms ends in the environment' },
});
