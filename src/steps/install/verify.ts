import { verifyRoot } from '../../commands/install.ts';
import { fileText } from '../../facts/files.ts';
import { job } from '../../facts/job.ts';
import { readVars, text } from '../../model/params.ts';
import { NEW_ROOT, SEALS } from '../../model/paths.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';

interface Params {
  readonly bundle_sha256: string;
  /** Member of the bundle with `sha256sum` lines: `os/root.sha256`. */
  readonly os_checksums: string;
}

const SEAL = `${NEW_ROOT}${SEALS}/verified`;
const DIR = jobDir('verify-root');

/** Reads every file of the new system back from the disk and compares it with the bundle's checksums. */
export const verifyRootStep = defineStep({
  id: 'install/verify',
  title: 'Read the new system back',
  on: 'environment',
  interrupted: 'check-again',
  params: (vars) => readVars<Params>(vars, { bundle_sha256: text, os_checksums: text }),
  facts: () => ({ sealed: fileText(SEAL), job: job(DIR) }),
  check: ({ sealed }, { bundle_sha256: sha256 }) =>
    sealed === sha256 ? satisfied('every file was compared') : needed('it was not read back'),
  apply: ({ job }, { bundle_sha256: sha256, os_checksums: checksums }) => [
    ...startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: verifyRoot(checksums),
      timeoutMs: 7_200_000,
    }),
    { kind: 'write', to: SEAL, content: [sha256], mode: 0o600 },
  ],
  expect: (_, { bundle_sha256: sha256 }) => ({ sealed: sha256, job: 'done 0' }),
  verify: ({ sealed }, { bundle_sha256: sha256 }) =>
    verifyThat(sealed === sha256, 'it differs from the bundle'),
  rollback: { kind: 'redo', because: 'nothing is changed: it only reads' },
});
