import { unmountAll } from '../../commands/images.ts';
import { system } from '../../facts/boot.ts';
import { mountedAt } from '../../facts/disk.ts';
import { run } from '../../model/action.ts';
import { NEW_ROOT } from '../../model/paths.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { MOUNT_POINTS } from '../images.ts';
import { BOOT_MS } from './limits.ts';

/** The one trial boot. Unmounting first puts on the disk, not in the journal, what GRUB is about to read. */
export const enterNewStep = defineStep({
  id: 'boot/enter-new',
  title: 'Boot the new system on trial',
  on: 'environment',
  leadsTo: 'new',
  interrupted: 'check-again',
  keepGoing: 'the trial timer runs: unconfirmed, the device returns to the environment',
  params: () => ({}),
  facts: () => ({ system, mounted: mountedAt(NEW_ROOT) }),
  check: ({ system }) =>
    system === 'new' ? satisfied('it is up') : needed(`the ${system} system is up`),
  apply: ({ mounted }) => [
    ...(mounted === null ? [] : [run(unmountAll(MOUNT_POINTS))]),
    { kind: 'reboot', into: 'new', timeoutMs: BOOT_MS },
  ],
  expect: () => ({ system: 'new', mounted: null }),
  verify: ({ system }) => verifyThat(system === 'new', `the ${system} system came up`),
  rollback: { kind: 'redo', because: 'the device fell back to the environment: try again' },
});
