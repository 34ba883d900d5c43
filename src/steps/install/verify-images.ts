import { enlarge, verifyImages } from '../../commands/images.ts';
import { fileText } from '../../facts/files.ts';
import { job } from '../../facts/job.ts';
import { IMAGES_VERIFIED, IMAGES_WRITTEN } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { isFlashed, placesOf, readImages } from '../images.ts';
import { jobDir, startAfresh } from '../job.ts';
import { readWanted } from '../staging/held-bundle.ts';

const DIR = jobDir('verify-images');
const ENLARGE = jobDir('enlarge');

/** Reads every byte of the images back from the disk, before anything is changed in them. */
export const verifyImagesStep = defineStep({
  id: 'install/verify-images',
  title: 'Read the images back',
  on: 'environment',
  interrupted: 'check-again',
  params: (vars) => ({ ...readImages(vars), sha256: readWanted(vars) }),
  facts: () => ({
    sealed: fileText(IMAGES_VERIFIED),
    written: fileText(IMAGES_WRITTEN),
    job: job(DIR),
    enlarging: job(ENLARGE),
  }),
  check: ({ sealed, written }, { sha256 }) => {
    if (sealed === sha256) return satisfied('every byte was compared');
    return written === sha256
      ? needed('they were not read back')
      : blocked('the images are not written', 'Resume the run.');
  },
  apply: ({ job, enlarging }, params) => [
    ...startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: verifyImages(placesOf(params), IMAGES_WRITTEN),
      timeoutMs: 7_200_000,
    }),
    // Only now: it changes what was compared.
    ...(isFlashed(params)
      ? startAfresh(enlarging, {
          kind: 'job',
          dir: ENLARGE,
          command: enlarge(params.target.root),
          timeoutMs: 1_800_000,
        })
      : []),
    { kind: 'write', to: IMAGES_VERIFIED, content: [params.sha256], mode: 0o600 },
  ],
  expect: (facts, params) => ({
    ...facts,
    ...{ sealed: params.sha256, job: 'done 0' },
    ...(isFlashed(params) ? { enlarging: 'done 0' } : {}),
  }),
  verify: ({ sealed }, { sha256 }) => verifyThat(sealed === sha256, 'they differ from the bundle'),
  rollback: { kind: 'redo', because: 'nothing is changed: it only reads' },
});
