import { bootBlock, TO_ENVIRONMENT } from '../../commands/grub-config.ts';
import { writeBootBlock } from '../../commands/stage.ts';
import { bootChoice } from '../../facts/boot.ts';
import { run } from '../../model/action.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readTarget } from '../target.ts';

/** Our core will boot the environment, also where a dead-man timer had chosen the old system before. */
export const chooseStep = defineStep({
  id: 'boot/choose',
  title: 'Choose the environment for every boot of our core',
  on: 'environment',
  interrupted: 'check-again',
  params: readTarget,
  facts: () => ({ choice: bootChoice }),
  check: ({ choice }) =>
    choice?.mode === 'environment' ? satisfied('it is chosen') : needed('it is not chosen'),
  apply: (_, { staging }) => [run(writeBootBlock(bootBlock(TO_ENVIRONMENT), staging))],
  expect: () => ({ choice: TO_ENVIRONMENT }),
  verify: ({ choice }) => verifyThat(choice?.mode === 'environment', 'it is not chosen'),
  rollback: {
    kind: 'nothing-to-undo',
    because: 'it lies on the staging partition, which becomes swap again',
  },
});
