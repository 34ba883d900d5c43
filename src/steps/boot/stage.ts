import { checkpoint } from '../../commands/checkpoint.ts';
import { bootBlock, stageConfig, TO_ENVIRONMENT } from '../../commands/grub-config.ts';
import { linkEnvironment, STAGE } from '../../commands/stage.ts';
import { bootChoice, cmdline } from '../../facts/boot.ts';
import { extent } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { run } from '../../model/action.ts';
import { sh } from '../../model/command.ts';
import { readVars, text } from '../../model/params.ts';
import { STAGING } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readTarget } from '../target.ts';
import { environmentCmdline, readEnvironmentBoot } from './environment-cmdline.ts';

interface Files {
  readonly stem_run_id: string;
  readonly env_kernel: string;
  readonly env_initramfs: string;
}

const SEAL = `${STAGING}/stem/.sealed`;

/** Puts on the staging partition what GRUB reads there, and proves that GRUB will see it. */
export const stageStep = defineStep({
  id: 'boot/stage',
  title: 'Make the staging partition bootable',
  on: 'old',
  interrupted: 'check-again',
  params: (vars) => ({
    ...readVars<Files>(vars, { stem_run_id: text, env_kernel: text, env_initramfs: text }),
    staging: readTarget(vars).staging,
    boot: readEnvironmentBoot(vars),
  }),
  facts: ({ staging }) => ({
    sealed: fileText(SEAL),
    choice: bootChoice,
    extent: extent(staging),
    cmdline,
  }),
  check: ({ sealed, extent }, { stem_run_id: runId, staging }) => {
    if (extent === null)
      return blocked(`${staging} has no place on a disk`, 'Set stem_staging_partition.');
    return sealed === runId ? satisfied('it is bootable') : needed('GRUB finds nothing there');
  },
  apply: ({ extent, cmdline }, params) => {
    const { staging, boot, env_kernel: kernel, env_initramfs: initramfs } = params;
    const words = environmentCmdline(boot, cmdline, extent ?? { start: 0, length: 0 });
    return [
      run(linkEnvironment(kernel, initramfs)),
      put(STAGE.config, stageConfig({ cmdline: words })),
      put(STAGE.block, bootBlock(TO_ENVIRONMENT)),
      run(sh('grub-script-check', `${STAGING}${STAGE.config}`)),
      run(
        checkpoint(STAGING, staging, [
          STAGE.kernel,
          STAGE.initramfs,
          STAGE.identity,
          STAGE.config,
          STAGE.block,
        ]),
        600_000,
      ),
      { kind: 'write', to: SEAL, content: [params.stem_run_id], mode: 0o600 },
    ];
  },
  expect: (facts, { stem_run_id: runId }) => ({
    ...facts,
    sealed: runId,
    choice: TO_ENVIRONMENT,
  }),
  verify: ({ sealed, choice }, { stem_run_id: runId }) =>
    verifyThat(sealed === runId && choice?.mode === 'environment', 'it is not bootable'),
  rollback: {
    kind: 'nothing-to-undo',
    because: 'it lies on the staging partition, which becomes swap again',
  },
});

const put = (path: string, content: string) =>
  ({ kind: 'write', to: `${STAGING}${path}`, content: [content], mode: 0o600 }) as const;
