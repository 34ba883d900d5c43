import { disarmImage } from '../../commands/image-trial.ts';
import { switchLoader } from '../../commands/loader.ts';
import { exists, fileText } from '../../facts/files.ts';
import { bootsItself, itsOwn, loaderFacts } from '../../facts/loader.ts';
import { run } from '../../model/action.ts';
import { IMAGE_TRIAL } from '../../commands/trial.ts';
import { LOADER_PROVED } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readTarget } from '../target.ts';
import { readLoader } from './loader-trial.ts';

/** From here on the image boots itself: one sector, which was booted from another place before. The timer has nothing to come back to. */
export const loaderStep = defineStep({
  id: 'finish/loader',
  title: "Make the image's own loader what boots",
  on: 'new',
  interrupted: 'check-again',
  params: (vars) => ({ target: readTarget(vars), files: readLoader(vars) }),
  facts: ({ target: { disk }, files }) => ({
    ...loaderFacts(disk, files.os_loader_boot),
    proved: fileText(LOADER_PROVED),
    isHandedOver: exists(IMAGE_TRIAL.over),
  }),
  check: ({ proved, isHandedOver, ...loader }) => {
    if (bootsItself(loader))
      return isHandedOver
        ? satisfied('it is what boots')
        : needed('the timer of the trials runs at each boot');
    return proved === null
      ? blocked(
          'the new system has not come up by its own loader yet',
          'Put stem.finish.loader_trial before this task, without a `when` of its own, then resume.',
        )
      : needed('our loader is what boots');
  },
  apply: (loader, { target: { disk }, files }) => [
    ...(bootsItself(loader)
      ? []
      : [run(switchLoader(disk, files.os_loader_boot, files.os_loader_core))]),
    run(disarmImage()),
  ],
  expect: (facts) => ({
    ...facts,
    ...itsOwn(facts),
    isHandedOver: true,
  }),
  verify: ({ isHandedOver, ...loader }) =>
    verifyThat(
      bootsItself(loader) && isHandedOver,
      'our loader is still what boots, or the timer of the trials runs',
    ),
  rollback: {
    kind: 'redo',
    because: 'the new system is up; writing the same sector again mends it',
  },
});
