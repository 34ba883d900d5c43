import { buildCore, revertCore, switchToCore, writeCore } from '../../commands/core-switch.ts';
import { CORE_SECTOR, coreConfig, OLD_SECTOR } from '../../commands/grub-config.ts';
import { cmdline } from '../../facts/boot.ts';
import { core, type Core } from '../../facts/core.ts';
import { extent } from '../../facts/disk.ts';
import { run } from '../../model/action.ts';
import { readVars, text } from '../../model/params.ts';
import { BUNDLE } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readTarget } from '../target.ts';
import { serialOf } from './environment-cmdline.ts';

const isOurs = (core: Core): boolean => core.kind === 'grub' && core.pointer === CORE_SECTOR;

/** `active` is the end of the gap here: how long our core is, only its making tells. */
const afterSwitch = (core: Core): Core =>
  core.kind === 'grub' ? { ...core, pointer: CORE_SECTOR, room: 'core', active: core.gap } : core;

/**
 * Moves the boot away from the old root, before anything on it is destroyed: our core image lies verified behind the old
 * one when a single sector is switched to it. From here on a power cut comes back to the environment.
 */
export const rehomeStep = defineStep({
  id: 'boot/rehome',
  title: 'Move the boot away from the old root',
  on: 'environment',
  interrupted: 'check-again',
  params: (vars) => ({
    target: readTarget(vars),
    modules: readVars<{ grub_modules: string }>(vars, { grub_modules: text }).grub_modules,
  }),
  facts: ({ target }) => ({
    core: core(target.disk),
    extent: extent(target.staging),
    // It is that of whichever system is up: after a dead-man timer an undo acts in the old one.
    cmdline: { ...cmdline, toKeep: () => [] },
  }),
  check: ({ core, extent }) => {
    if (core.kind === 'foreign')
      return blocked(core.because, 'This disk is not booted by GRUB 2 from its first sector.');
    if (extent === null)
      return blocked('the staging partition has no place on a disk', 'Set stem_disk.');
    if (isOurs(core)) return satisfied('our core boots it');
    if (core.active > OLD_SECTOR || core.room === 'other')
      return blocked(
        `something else lies in the sectors from ${String(OLD_SECTOR)} to ${String(core.gap)}`,
        'Find out what it is (a licence manager, another boot loader) before you migrate this device.',
      );
    return needed('it boots from the old root');
  },
  apply: ({ extent, cmdline }, { target, modules }) => {
    const staging = extent ?? { start: 0, length: 0 };
    const serial = serialOf(cmdline);
    const config = coreConfig({ staging, ...(serial === undefined ? {} : { serial }) });
    return [
      run(buildCore(`${BUNDLE}/${modules}`, config)),
      run(writeCore(target.disk)),
      run(switchToCore(target.disk)),
    ];
  },
  expect: (facts) => ({
    ...facts,
    core: afterSwitch(facts.core),
  }),
  verify: ({ core }) => verifyThat(isOurs(core), 'it still boots the old root'),
  rollback: {
    kind: 'undo',
    actions: (before, _, { target }) => (isOurs(before.core) ? [] : [run(revertCore(target.disk))]),
  },
});
