import { disableSwap, enableSwap } from '../../commands/disk.ts';
import { swaps } from '../../facts/disk.ts';
import { run } from '../../model/action.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readTarget } from '../target.ts';

/**
 * Frees the swap partition. What lies in it goes to memory: preflight P12 has seen that it fits. The kernel gives up and
 * keeps the swap on where swapoff is killed at its limit (try_to_unuse in its swapfile.c): the step fails, nothing has changed.
 */
export const swapOffStep = defineStep({
  id: 'staging/swap-off',
  title: 'Turn the swap off',
  on: 'old',
  interrupted: 'check-again',
  params: readTarget,
  // The order is the kernel's, and others may come and go (zram).
  facts: ({ staging }) => ({
    swaps: {
      ...swaps,
      toKeep: (all: readonly string[]) => all.filter((device) => device === staging),
    },
  }),
  check: ({ swaps }, { staging }) =>
    swaps.includes(staging) ? needed(`${staging} is active swap`) : satisfied('it is off'),
  apply: (_, { staging }) => [run(disableSwap(staging), 600_000)],
  expect: ({ swaps }, { staging }) => ({ swaps: swaps.filter((device) => device !== staging) }),
  verify: ({ swaps }, { staging }) => verifyThat(!swaps.includes(staging), 'it is still active'),
  rollback: {
    kind: 'undo',
    actions: (before, now, { staging }) =>
      before.swaps.includes(staging) && !now.swaps.includes(staging)
        ? [run(enableSwap(staging))]
        : [],
  },
});
