import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { outcomeOf, titleOf, type Facts } from './classes.ts';
import { HEALTHY } from './healthy.ts';

const STAGED: Partial<Facts> = {
  staging: 'by label',
  stageConfig: 'whole',
  environment: true,
  mode: 'environment',
};
const OURS: Partial<Facts> = {
  ...STAGED,
  starts: 'our core',
  ourCore: 'whole',
  savedSector: 'whole',
};
const NEW: Partial<Facts> = {
  ...OURS,
  root: 'new',
  oldFiles: false,
  oldModules: false,
  newConfig: true,
  newFiles: true,
};

/** What changes of a healthy device, and where that boots. */
const CASES: readonly (readonly [Partial<Facts>, string])[] = [
  [{}, 'old: the old GRUB, its default'],
  [{ ...STAGED, armed: true, entry: true }, 'environment: the old GRUB, armed for one boot'],
  [{ ...STAGED, armed: true }, 'old: the old GRUB, its default'],
  [
    { ...STAGED, armed: true, entry: true, environment: false },
    'old: the old GRUB, the armed entry does not load, its default',
  ],
  [{ oldFiles: false }, "nothing: the old GRUB's files are gone"],
  [{ root: 'none', oldFiles: false }, "nothing: the old GRUB's files are gone"],
  [{ oldCore: false }, 'nothing: the old core is damaged'],
  [{ starts: 'none' }, 'nothing: the first sector starts no core'],
  [{ ...OURS, ourCore: 'part' }, 'nothing: our core is not whole'],
  [OURS, 'environment: our core, staging by label, mode=environment'],
  [{ ...OURS, staging: 'by place' }, 'environment: our core, staging by place, mode=environment'],
  [
    { ...OURS, mode: 'old' },
    'old: our core, staging by label, the saved sector, the old GRUB, its default',
  ],
  [{ ...OURS, staging: 'none' }, 'old: our core, the saved sector, the old GRUB, its default'],
  [
    { ...OURS, staging: 'none', savedSector: 'other' },
    'nothing: our core, the saved sector is not whole',
  ],
  [
    { ...OURS, root: 'none', oldFiles: false, oldModules: false, mode: 'old' },
    'environment: our core, staging by label, mode=old',
  ],
  [
    { ...OURS, root: 'none', oldFiles: false, oldModules: false, environment: false },
    'nothing: our core, staging by label, the environment does not load, nothing to boot',
  ],
  [{ ...NEW, trial: true, trialConfig: 'whole' }, 'new: our core, staging by label, trial'],
  [
    { ...NEW, trial: true, trialConfig: 'whole', newFiles: false },
    'environment: our core, staging by label, the trial does not start, mode=environment',
  ],
  [{ ...NEW, mode: 'new' }, 'new: our core, staging by label, mode=new'],
  [{ ...NEW, staging: 'none' }, 'new: our core, the new system by label'],
  [{ ...NEW, staging: 'none', newFiles: false }, 'nothing: our core, the new system is not whole'],
  [
    { ...OURS, stageConfig: 'other' },
    'nothing: our core, staging by label, its configuration is half-written',
  ],
];

describe('where a state of the disk boots', () => {
  for (const [changes, title] of CASES)
    it(title, () => {
      assert.equal(titleOf(outcomeOf({ ...HEALTHY, ...changes })), title);
    });
});
