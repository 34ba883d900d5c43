import { bootBlock, CORE_SECTOR, TO_TRIAL } from '../../commands/grub-config.ts';
import { armLoaderTrial, proveOwnLoader } from '../../commands/image-trial.ts';
import { prepareLoader } from '../../commands/loader.ts';
import { mountedAt, volume } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { bootsItself, loaderFacts } from '../../facts/loader.ts';
import { run } from '../../model/action.ts';
import { CONFIRMED, LOADER_PROVED, STAGING, STAGING_LABEL } from '../../model/paths.ts';
import { readVars, text, type Vars } from '../../model/params.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { BOOT_MS } from '../boot/limits.ts';
import { readOwner, takeFreeLock } from '../staging/lock.ts';
import { mountStaging } from '../staging/mount.ts';
import { readTarget } from '../target.ts';

export interface LoaderFiles {
  /** Members of the bundle: the image's boot code and core. */
  readonly os_loader_boot: string;
  readonly os_loader_core: string;
}

/** @throws StemError VARS_INVALID */
export const readLoader = (vars: Vars): LoaderFiles =>
  readVars<LoaderFiles>(vars, { os_loader_boot: text, os_loader_core: text });

/**
 * The image's own loader takes part in no boot until it has shown what it does: it is put down beside ours, and booted once from
 * there, as the BIOS will boot it from the first sector. The boot after that one is the environment's.
 */
export const loaderTrialStep = defineStep({
  id: 'finish/loader-trial',
  title: 'Boot the new system on trial by its own loader',
  on: 'new',
  interrupted: 'check-again',
  hint: "Ask `stem-remote status --live`. Where the environment is up, the loader of the image does not boot on this device's BIOS: look at its console.",
  params: (vars) => ({
    owner: readOwner(vars),
    target: readTarget(vars),
    files: readLoader(vars),
  }),
  facts: ({ target: { disk, staging }, files }) => ({
    ...loaderFacts(disk, files.os_loader_boot),
    proved: fileText(LOADER_PROVED),
    mounted: mountedAt(STAGING),
    volume: volume(staging),
  }),
  check: ({ proved, volume, ...loader }, { target: { disk, staging } }) => {
    if (bootsItself(loader)) return satisfied("the image's loader is what boots");
    if (volume?.label !== STAGING_LABEL)
      return blocked(
        `${staging} holds no staging partition, and ${disk} has not the loader of the image`,
        'Look on the device which disk that is now, and set stem_disk.',
      );
    if (loader.core.kind !== 'grub' || loader.core.pointer !== CORE_SECTOR)
      return blocked(
        `another boot loader than ours is on ${disk}: a trial would have no way back`,
        'Look at the device: something has installed one.',
      );
    return proved === null
      ? needed("the image's loader has not booted yet")
      : satisfied('it has come up by its own loader');
  },
  apply: ({ mounted }, { owner, target: { disk, staging }, files }) => [
    ...(mounted === null ? mountStaging(staging) : []),
    run(prepareLoader(disk, files.os_loader_boot, files.os_loader_core)),
    run(armLoaderTrial(staging, bootBlock(TO_TRIAL))),
    { kind: 'reboot', into: 'new', timeoutMs: BOOT_MS },
    { kind: 'reconnect', timeoutMs: 60_000 },
    run(proveOwnLoader()),
    { kind: 'write', to: CONFIRMED, content: ['yes'], mode: 0o600 },
    ...takeFreeLock(owner),
    ...mountStaging(staging),
    { kind: 'write', to: LOADER_PROVED, content: [owner.stem_run_id], mode: 0o600 },
  ],
  expect: (facts, { owner, target: { staging } }) => ({
    ...facts,
    ...{ proved: owner.stem_run_id, mounted: staging },
  }),
  verify: ({ proved, ...loader }) =>
    verifyThat(proved !== null || bootsItself(loader), 'it has not come up by its own loader'),
  rollback: { kind: 'redo', because: 'a trial that nobody confirms ends in the environment' },
});
