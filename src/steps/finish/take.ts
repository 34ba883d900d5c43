import type { Volume } from '../../facts/disk.ts';
import { isSame } from '../../model/json.ts';
import { satisfied, defineStep, type Step } from '../../model/step.ts';
import { lockStep } from '../staging/lock.ts';
import { mountStagingStep } from '../staging/mount.ts';

/** The lock lies in memory: each boot takes it again. Behind the point of no return nothing is undone. */
export const lockNewStep: Step = defineStep({
  ...lockStep,
  id: 'finish/lock',
  on: 'new',
  rollback: { kind: 'redo', because: 'a boot forgets it; taking it again mends it' },
});

/** After `finish/grow` there is no staging partition any more, and nothing on it is missed. */
export const mountNewStep: Step = defineStep({
  ...mountStagingStep,
  id: 'finish/mount',
  on: 'new',
  check: (facts, params) =>
    isGone(facts.volume) && isSame(facts.mounted, null)
      ? satisfied('the staging partition is gone')
      : mountStagingStep.check(facts, params),
  verify: () => ({ ok: true }),
  rollback: { kind: 'redo', because: 'a boot forgets it; mounting again mends it' },
});

/** In its place is nothing, or what stands behind it in the table of an image. */
const isGone = (volume: Volume | null): boolean =>
  volume === null || volume.label.startsWith('resin-');
