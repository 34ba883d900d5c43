import { writeImages } from '../../commands/images.ts';
import { extent } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { job } from '../../facts/job.ts';
import { partitionTable } from '../../facts/partition-table.ts';
import { hasPlan } from '../../model/partition-plan.ts';
import { IMAGES_WRITTEN, NO_RETURN } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { isFlashed, placesOf, planOf, readImages } from '../images.ts';
import { jobDir, startAfresh } from '../job.ts';
import { heldBundle, notOurs, readWanted } from '../staging/held-bundle.ts';

const DIR = jobDir('write-images');

/** Writes the image's file systems to their partitions, each whole: nothing in them has to be understood. */
export const writeImagesStep = defineStep({
  id: 'install/write-images',
  title: 'Write the new system',
  on: 'environment',
  interrupted: 'check-again',
  params: (vars) => ({ ...readImages(vars), sha256: readWanted(vars) }),
  facts: ({ target: { disk, staging } }) => ({
    sealed: fileText(IMAGES_WRITTEN),
    held: heldBundle,
    table: partitionTable(disk),
    staging: extent(staging),
    mark: fileText(NO_RETURN),
    job: job(DIR),
  }),
  check: ({ sealed, held, table, staging, mark }, params) => {
    if (sealed === params.sha256) return satisfied('it is written');
    if (mark === null)
      return blocked('the point of no return is not marked on the device', 'Resume the run.');
    const plan = planOf(params, staging);
    if (!isFlashed(params) && (table === null || plan === null || !hasPlan(plan, table)))
      return blocked('the disk does not have the partitions of the image', 'Resume the run.');
    return notOurs(held, params.sha256) ?? needed('it is not written');
  },
  apply: ({ job }, params) => [
    ...startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: writeImages(placesOf(params)),
      timeoutMs: 7_200_000,
    }),
    { kind: 'write', to: IMAGES_WRITTEN, content: [params.sha256], mode: 0o600 },
  ],
  expect: (facts, { sha256 }) => ({ ...facts, sealed: sha256, job: 'done 0' }),
  verify: ({ sealed }, { sha256 }) => verifyThat(sealed === sha256, 'it is not whole'),
  rollback: { kind: 'redo', because: 'the old system is gone; writing again mends it' },
});
