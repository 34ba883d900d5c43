import { adaptImage } from '../../commands/images.ts';
import { IMAGE_CERTIFICATES } from '../../commands/image-state.ts';
import { keyfilesOf } from '../../commands/keyfiles.ts';
import { IMAGE_TRIAL } from '../../commands/trial.ts';
import { mountedAt } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { recordedNetwork } from '../../facts/identity.ts';
import { run, type Action } from '../../model/action.ts';
import type { Network } from '../../model/network.ts';
import { IMAGES_ADAPTED, NEW_BOOT, NEW_ROOT } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { putTrialFiles, readTrialLimits } from '../boot/trial-files.ts';
import { readWanted } from '../staging/held-bundle.ts';

/** Puts into the image what a migration needs of it: its timer, how it says which system it is, and a place for seals. */
export const adaptStep = defineStep({
  id: 'install/adapt',
  title: 'Prepare the image for its trials',
  on: 'environment',
  interrupted: 'check-again',
  params: (vars) => ({ sha256: readWanted(vars), limits: readTrialLimits(vars) }),
  facts: () => ({
    sealed: fileText(IMAGES_ADAPTED),
    mounted: mountedAt(NEW_ROOT),
    network: recordedNetwork,
  }),
  check: ({ sealed, mounted }, { sha256 }) => {
    if (sealed === sha256) return satisfied('it is prepared');
    return mounted === null
      ? blocked('the new root is not mounted', 'Resume the run.')
      : needed('it is as the bundle has it');
  },
  apply: ({ network }, { sha256, limits }) => [
    ...keyfiles(network),
    ...putTrialFiles(NEW_ROOT, limits, IMAGE_TRIAL),
    run(adaptImage()),
    { kind: 'write', to: `${NEW_ROOT}/etc/stem-system`, content: ['new\n'], mode: 0o644 },
    { kind: 'write', to: IMAGES_ADAPTED, content: [sha256], mode: 0o600 },
  ],
  expect: (facts, { sha256 }) => ({ ...facts, sealed: sha256 }),
  verify: ({ sealed }) => verifyThat(sealed !== null, 'the seal is missing'),
  rollback: { kind: 'redo', because: 'the old system is gone; preparing again mends it' },
});

/** balenaOS takes them from there at each boot. */
const keyfiles = (network: Network | null): readonly Action[] =>
  network === null
    ? []
    : keyfilesOf(network, IMAGE_CERTIFICATES).map(({ name, content, mode }) => ({
        kind: 'write',
        to: `${NEW_BOOT}/system-connections/${name}`,
        content,
        mode,
      }));
