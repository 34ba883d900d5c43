import { STATE_SEAL, writeState } from '../../commands/image-state.ts';
import { mountedAt } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { HOSTNAME_FILE } from '../../facts/identity.ts';
import { run } from '../../model/action.ts';
import { NEW_STATE } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readWanted } from '../staging/held-bundle.ts';

/** Keeps the device the one that is known: its host keys answer on the new system's port as well. */
export const stateStep = defineStep({
  id: 'install/state',
  title: "Give the new system the device's host keys and name",
  on: 'environment',
  interrupted: 'check-again',
  params: (vars) => ({ sha256: readWanted(vars) }),
  facts: () => ({
    sealed: fileText(STATE_SEAL),
    hostname: fileText(HOSTNAME_FILE),
    mounted: mountedAt(NEW_STATE),
  }),
  check: ({ sealed, hostname, mounted }, { sha256 }) => {
    if (sealed === sha256) return satisfied('it has them');
    if (hostname === null)
      return blocked('the recorded identity is not on the staging partition', 'Resume the run.');
    return mounted === null
      ? blocked("the new system's partitions are not mounted", 'Resume the run.')
      : needed('it has keys of its own, or none');
  },
  apply: (_, { sha256 }) => [
    run(writeState()),
    { kind: 'write', to: STATE_SEAL, content: [sha256], mode: 0o600 },
  ],
  expect: (facts, { sha256 }) => ({ ...facts, sealed: sha256 }),
  verify: ({ sealed }, { sha256 }) => verifyThat(sealed === sha256, 'the seal is missing'),
  rollback: { kind: 'redo', because: 'the old system is gone; writing again mends it' },
});
