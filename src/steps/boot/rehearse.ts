import { armNextBoot, proveSpent, restoreGrubenv } from '../../commands/boot.ts';
import { removeFiles } from '../../commands/files.ts';
import { ENTRY } from '../../commands/grub-config.ts';
import { armedBlock, grubenv, nextEntryOf, system } from '../../facts/boot.ts';
import { rehearsal, rehearsalText, type Rehearsal } from '../../facts/rehearsal.ts';
import { run, type Action } from '../../model/action.ts';
import { flag, optional, readVars } from '../../model/params.ts';
import { REHEARSAL } from '../../model/paths.ts';
import {
  blocked,
  defineStep,
  needed,
  satisfied,
  verifyThat,
  type Verdict,
} from '../../model/step.ts';
import type { SystemName } from '../../model/system.ts';
import { readOwner, takeFreeLock, type Owner } from '../staging/lock.ts';
import { mountStaging } from '../staging/mount.ts';
import { readTarget, type Target } from '../target.ts';
import { backToOld, INTO_OLD } from './back-to-old.ts';
import { readEnvironmentBoot } from './environment-cmdline.ts';
import { BOOT_MS } from './limits.ts';

interface Params {
  readonly isWanted: boolean;
  readonly owner: Owner;
  readonly target: Target;
  /** Until an environment that nobody could enter has brought the old system back. */
  readonly patienceMs: number;
}

interface Found {
  readonly system: SystemName;
  readonly grubenv: string | null;
  readonly rehearsal: Rehearsal | null;
}

/**
 * The one-shot proved before it is relied on: one boot into the environment and back, by the same entry, armed in the same
 * way. Its dead-man timer is never told of us, so that whatever is cut here ends in the old system by itself. It comes before the
 * backup, as the old system runs again afterwards; the mark `begun` keeps every run from taking that environment for one
 * in which all is prepared.
 */
export const rehearseStep = defineStep({
  id: 'boot/rehearse',
  title: 'Rehearse the boot of the environment',
  on: 'old',
  visits: 'environment',
  interrupted: 'check-again',
  hint: "Watch the device's console while it boots the environment, mend the cause, then `stem-remote resume`; the real boot would have ended in the same way.",
  params: (vars): Params => ({
    isWanted: readVars<{ stem_rehearse: boolean }>(vars, { stem_rehearse: optional(flag, false) })
      .stem_rehearse,
    owner: readOwner(vars),
    target: readTarget(vars),
    patienceMs: Math.max(
      BOOT_MS,
      readEnvironmentBoot(vars).stem_deadman_seconds * 1000 + BACK_AGAIN_MS,
    ),
  }),
  // What is kept is what an undo brings back: neither where the device was, nor the mark.
  facts: ({ target: { root } }) => ({
    system: { ...system, toKeep: (): SystemName => 'old' },
    grubenv: grubenv(root),
    rehearsal: { ...rehearsal(root), toKeep: () => null },
  }),
  check: (found, params) =>
    found.system === 'environment' ? inEnvironment(found, params) : inOld(found, params),
  apply: (found, params) =>
    isForgetting(found, params) ? [run(removeFiles(REHEARSAL))] : thereAndBack(found, params),
  expect: (found, params) =>
    isForgetting(found, params) ? { ...found, rehearsal: null } : after(found, params),
  verify: ({ system, rehearsal }) =>
    verifyThat(system === 'old' && rehearsal?.state !== 'begun', 'it did not come to its end'),
  rollback: {
    kind: 'undo',
    actions: (before, now, { target: { root } }) => {
      const back = now.system === 'environment' ? backToOld(now.grubenv, root) : [];
      const isMoved = back.length > 0;
      const isOther = isMoved || now.grubenv !== before.grubenv;
      return [
        ...back,
        ...(before.grubenv !== null && isOther ? [run(restoreGrubenv(before.grubenv, root))] : []),
        ...(isMoved || now.rehearsal !== null ? [run(removeFiles(REHEARSAL))] : []),
      ];
    },
  },
});

/** A reboot behind the dead-man timer's end, with a forced fsck. */
const BACK_AGAIN_MS = 300_000;

function inOld(found: Found, { isWanted, owner }: Params): Verdict {
  const { grubenv, rehearsal } = found;
  if (!isWanted)
    return rehearsal?.state === 'begun'
      ? needed('the mark of a rehearsal that was cut lies there')
      : satisfied('nobody asked for it (--rehearse)');
  if (rehearsal?.state === 'done' && rehearsal.run === owner.stem_run_id)
    return satisfied('the environment came up, and the old system came back');
  if (grubenv === null)
    return blocked(
      'GRUB has no environment block',
      'Make it on the device: `grub-editenv /boot/grub/grubenv create`.',
    );
  const armed = nextEntryOf(grubenv);
  return armed === null || armed === ENTRY
    ? needed('nobody has seen this device boot the environment')
    : blocked(`${armed} is armed`, 'Reboot the device once, then resume.');
}

function inEnvironment({ rehearsal }: Found, { owner }: Params): Verdict {
  if (rehearsal?.state !== 'begun') return satisfied('the environment is up');
  if (rehearsal.run === owner.stem_run_id || owner.stem_take_over)
    return needed('a rehearsal was cut: the way back is still to be gone');
  return blocked(
    `run ${rehearsal.run} is rehearsing the boot of this device`,
    `Resume or roll back run ${rehearsal.run}; its dead-man timer brings the old system back if nobody does.`,
  );
}

/** Of a rehearsal that nobody wants any more: in the environment of the migration the mark would mislead. */
const isForgetting = ({ system }: Found, { isWanted }: Params): boolean =>
  system === 'old' && !isWanted;

const after = ({ grubenv }: Found, { owner: { stem_run_id: run } }: Params): Found => ({
  system: 'old',
  grubenv: grubenv === null ? null : armedBlock(grubenv, ''),
  rehearsal: { state: 'done', run },
});

/** A boot forgets the lock and the mount, and what comes next needs both. The mark is the seal. */
function thereAndBack({ system }: Found, params: Params): readonly Action[] {
  const { owner, target, patienceMs } = params;
  return [
    ...(system === 'old'
      ? [
          mark('begun', owner),
          run(armNextBoot(ENTRY, target.root)),
          { kind: 'reboot', into: 'environment', timeoutMs: patienceMs } as const,
        ]
      : []),
    { kind: 'reconnect', timeoutMs: 60_000 },
    run(proveSpent(target.root)),
    INTO_OLD,
    run(proveSpent(target.root)),
    ...takeFreeLock(owner),
    ...mountStaging(target.staging),
    mark('done', owner),
  ];
}

const mark = (state: Rehearsal['state'], { stem_run_id: run }: Owner): Action => ({
  kind: 'write',
  to: REHEARSAL,
  content: [rehearsalText({ state, run })],
  mode: 0o600,
});
