import { unpackBundle } from '../../commands/bundle.ts';
import { job } from '../../facts/job.ts';
import { readVars, text } from '../../model/params.ts';
import { STAGING } from '../../model/paths.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';
import { heldBundle } from './held-bundle.ts';
import { bundleTarget } from './push.ts';

interface Params {
  readonly bundle_sha256: string;
  /** `sha256sum` lines of the members, from the manifest. */
  readonly bundle_sums: string;
}

const SUMS = `${STAGING}/incoming/members.sha256`;
const DIR = jobDir('unpack-bundle');

/** Unpacks the bundle beside itself and compares every member with the manifest. */
export const unpackBundleStep = defineStep({
  id: 'staging/unpack',
  title: 'Unpack the bundle',
  on: 'old',
  interrupted: 'check-again',
  params: (vars) => readVars<Params>(vars, { bundle_sha256: text, bundle_sums: text }),
  facts: () => ({ sealed: heldBundle, job: job(DIR) }),
  check: ({ sealed }, { bundle_sha256: sha256 }) =>
    sealed === sha256 ? satisfied('it is unpacked and verified') : needed('it is not unpacked'),
  apply: ({ job }, params) => [
    { kind: 'write', to: SUMS, content: [params.bundle_sums], mode: 0o600 },
    ...startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: unpackBundle(bundleTarget(params), SUMS, params.bundle_sha256),
      timeoutMs: 3_600_000,
    }),
  ],
  expect: (_, { bundle_sha256: sha256 }) => ({ sealed: sha256, job: 'done 0' }),
  verify: ({ sealed }, { bundle_sha256: sha256 }) =>
    verifyThat(sealed === sha256, 'it is not whole'),
  rollback: {
    kind: 'nothing-to-undo',
    because: 'it lies on the staging partition, which becomes swap again',
  },
});
