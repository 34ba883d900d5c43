import { SCRATCH_MIB, testWriting } from '../../commands/preflight/scratch.ts';
import { SCRATCH_SEAL, scratchSeal } from '../../facts/preflight/health.ts';
import { run } from '../../model/action.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';

const SEAL = String(SCRATCH_MIB * 2 ** 20);
const TIMEOUT_MS = 180_000;

/** The one check (P42) that has to write. So it is a step of its own, and the dry run changes nothing. */
export const scratchStep = defineStep({
  id: 'preflight/scratch',
  title: 'Write to the disk and read back',
  on: 'old',
  interrupted: 'check-again',
  params: () => ({}),
  facts: () => ({ seal: scratchSeal }),
  check: ({ seal }) =>
    seal === SEAL
      ? satisfied('the disk kept what it was given')
      : needed('the disk was not written to since this boot'),
  apply: () => [
    run(testWriting(), TIMEOUT_MS),
    { kind: 'write', to: SCRATCH_SEAL, content: [SEAL], mode: 0o600 },
  ],
  expect: () => ({ seal: SEAL }),
  verify: ({ seal }) => verifyThat(seal === SEAL, 'the disk does not keep what it is given'),
  rollback: {
    kind: 'nothing-to-undo',
    because: 'the file of the test is gone when the test ends; the seal lies in memory',
  },
});
