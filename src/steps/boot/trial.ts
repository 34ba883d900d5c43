import { checkpoint } from '../../commands/checkpoint.ts';
import { bootBlock, TO_TRIAL, trialConfig } from '../../commands/grub-config.ts';
import { IMAGE_STAGE, makeImageTrial } from '../../commands/image-trial.ts';
import { STAGE, writeBootBlock } from '../../commands/stage.ts';
import { bootChoice } from '../../facts/boot.ts';
import { mountedAt } from '../../facts/disk.ts';
import { run, type Action } from '../../model/action.ts';
import { sh } from '../../model/command.ts';
import { optional, readVars, text, type Vars } from '../../model/params.ts';
import { NEW_ROOT, ROOT_LABEL, STAGING } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readLayout } from '../images.ts';
import { readTarget } from '../target.ts';

type NewSystem = RootSystem | { readonly kind: 'image' };

interface RootSystem extends RootFiles {
  readonly kind: 'root';
}

interface RootFiles {
  readonly os_kernel: string;
  readonly os_initramfs: string;
  readonly os_cmdline: string;
}

/** Arms one boot of the new system. Unless it is confirmed there, the boot after it is the environment. */
export const trialStep = defineStep({
  id: 'boot/trial',
  title: 'Arm one trial boot of the new system',
  on: 'environment',
  interrupted: 'check-again',
  params: (vars) => ({
    os: readSystem(vars),
    target: readTarget(vars),
  }),
  facts: () => ({ choice: bootChoice, mounted: mountedAt(NEW_ROOT) }),
  check: ({ choice, mounted }) => {
    if (choice?.trial === true) return satisfied('it is armed');
    return mounted === null
      ? blocked('the new root is not mounted', 'Resume the run.')
      : needed('it is not armed');
  },
  apply: (_, { os, target }) => [
    ...(os.kind === 'image' ? [run(makeImageTrial())] : putTrialConfig(os, target.root)),
    run(checkpoint(STAGING, target.staging, os.kind === 'image' ? IMAGE_FILES : [STAGE.trial])),
    run(writeBootBlock(bootBlock(TO_TRIAL), target.staging)),
  ],
  expect: (facts) => ({ ...facts, choice: TO_TRIAL }),
  verify: ({ choice }) => verifyThat(choice?.trial === true, 'it is not armed'),
  rollback: { kind: 'redo', because: 'an armed trial falls back to the environment by itself' },
});

/** What GRUB reads of an image lies in it and is unmounted before the boot. */
const IMAGE_FILES = [STAGE.trial, IMAGE_STAGE.menu, IMAGE_STAGE.loader];

const readSystem = (vars: Vars): NewSystem =>
  readLayout(vars) === 'balena'
    ? { kind: 'image' }
    : {
        kind: 'root',
        ...readVars<RootFiles>(vars, {
          os_kernel: text,
          os_initramfs: text,
          os_cmdline: optional(text, ''),
        }),
      };

const putTrialConfig = (os: RootSystem, root: string): readonly Action[] => [
  run(
    checkpoint(NEW_ROOT, root, [`/${os.os_kernel}`, `/${os.os_initramfs}`, '/boot/grub/grub.cfg']),
    600_000,
  ),
  {
    kind: 'write',
    to: `${STAGING}${STAGE.trial}`,
    content: [
      trialConfig({
        label: ROOT_LABEL,
        kernel: os.os_kernel,
        initramfs: os.os_initramfs,
        cmdline: os.os_cmdline,
      }),
    ],
    mode: 0o600,
  },
  run(sh('grub-script-check', `${STAGING}${STAGE.trial}`)),
];
