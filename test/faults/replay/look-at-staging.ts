import { parseBootBlock } from '../../../src/commands/grub-config.ts';
import { STAGE } from '../../../src/commands/stage.ts';
import type { Facts } from './classes.ts';
import { digestOf, type Ext4 } from './ext4.ts';

/** Checksums of what GRUB reads on the staging partition. */
export interface StageFiles {
  readonly config: string | null;
  readonly environment: string | null;
  readonly trial: string | null;
}

type StagingFacts = Pick<
  Facts,
  'stageConfig' | 'environment' | 'mode' | 'trial' | 'trialConfig' | 'noReturn'
>;

const NONE: StagingFacts = {
  stageConfig: 'none',
  environment: false,
  mode: 'none',
  trial: false,
  trialConfig: 'none',
  noReturn: false,
};

export const stageFiles = (fs: Ext4 | null): StageFiles => ({
  config: fs?.hash(STAGE.config) ?? null,
  environment: fs === null ? null : digestOf(fs, [STAGE.kernel, STAGE.initramfs, STAGE.identity]),
  trial: fs?.hash(STAGE.trial) ?? null,
});

export function stagingFacts(fs: Ext4 | null, reference: StageFiles): StagingFacts {
  const files = stageFiles(fs);
  if (fs === null) return NONE;
  const choice = parseBootBlock(fs.text(STAGE.block));
  return {
    // GRUB asks with `-s`: an empty one counts as none.
    stageConfig: sameAs(fs.text(STAGE.config) === '' ? null : files.config, reference.config),
    environment: sameAs(files.environment, reference.environment) === 'whole',
    mode: choice?.mode ?? 'none',
    trial: choice?.trial ?? false,
    trialConfig: sameAs(files.trial, reference.trial),
    noReturn: fs.text('/no-return') !== null,
  };
}

const sameAs = (hash: string | null, reference: string | null): 'none' | 'whole' | 'other' =>
  hash === null ? 'none' : hash === reference ? 'whole' : 'other';
