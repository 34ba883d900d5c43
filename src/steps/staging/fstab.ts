import { restoreFstab, setFstabAside } from '../../commands/fstab.ts';
import { fstab } from '../../facts/fstab.ts';
import { run } from '../../model/action.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';

/** Takes the swap line out of fstab: a boot that waits for a swap which is gone takes minutes, or stops. */
export const fstabStep = defineStep({
  id: 'staging/fstab',
  title: 'Set fstab aside',
  on: 'old',
  interrupted: 'check-again',
  params: () => ({}),
  facts: () => ({ fstab }),
  check: ({ fstab }) =>
    fstab.activeSwapLines === 0
      ? satisfied('it names no swap')
      : needed(`it names ${String(fstab.activeSwapLines)} swap`),
  apply: () => [run(setFstabAside())],
  expect: () => ({ fstab: { sha256: '(new)', activeSwapLines: 0, isSaved: true } }),
  verify: ({ fstab }) => verifyThat(fstab.activeSwapLines === 0, 'it still names a swap'),
  rollback: { kind: 'undo', actions: () => [run(restoreFstab())] },
});
