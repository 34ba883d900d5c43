import { system } from '../../facts/boot.ts';
import { fileText } from '../../facts/files.ts';
import { STAGING } from '../../model/paths.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { heldBundle, notOurs, readWanted } from './held-bundle.ts';
import { ownerFile, readOwner } from './lock.ts';

const OWNER_FILE = `${STAGING}/owner`;

/**
 * Says on the staging partition whose it is: the lock of a boot is gone with the boot, this stays. In the environment
 * nothing brings another bundle any more, so that the partition stays that run's whose bundle lies there.
 */
export const ownStep = defineStep({
  id: 'staging/own',
  title: 'Sign the staging partition',
  on: 'any',
  interrupted: 'check-again',
  params: (vars) => ({ owner: readOwner(vars), sha256: readWanted(vars) }),
  facts: () => ({ owner: fileText(OWNER_FILE), system, held: heldBundle }),
  check: ({ owner: found, system, held }, { owner, sha256 }) =>
    (system === 'environment' && held !== null ? notOurs(held, sha256) : null) ??
    (found === ownerFile(owner)
      ? satisfied('it is signed')
      : needed('it is not signed by this run')),
  apply: (_, { owner }) => [
    { kind: 'write', to: OWNER_FILE, content: [ownerFile(owner)], mode: 0o600 },
  ],
  expect: (facts, { owner }) => ({ ...facts, owner: ownerFile(owner) }),
  verify: ({ owner: found }, { owner }) =>
    verifyThat(found === ownerFile(owner), 'it is not signed'),
  rollback: {
    kind: 'nothing-to-undo',
    because: 'it lies on the staging partition, which becomes swap again',
  },
});
