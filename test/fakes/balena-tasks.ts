import { proveVolumesStep } from '../../src/steps/backup/prove-volumes.ts';
import { backupVolumesStep } from '../../src/steps/backup/volumes.ts';
import { restoreVolumesStep } from '../../src/steps/restore/volumes.ts';
import { dropStagingStep } from '../../src/steps/finish/drop-staging.ts';
import { lastBootStep } from '../../src/steps/finish/last-boot.ts';
import { loaderTrialStep } from '../../src/steps/finish/loader-trial.ts';
import { loaderStep } from '../../src/steps/finish/loader.ts';
import { adaptStep } from '../../src/steps/install/adapt.ts';
import { compareVolumesStep } from '../../src/steps/finish/volumes.ts';
import { supervisorStep } from '../../src/steps/finish/supervisor.ts';
import { configJsonStep } from '../../src/steps/install/config-json.ts';
import { systemProxyStep } from '../../src/steps/install/system-proxy.ts';
import { stateStep } from '../../src/steps/install/state.ts';
import { mountImagesStep } from '../../src/steps/install/mount-images.ts';
import { partitionStep } from '../../src/steps/install/partition.ts';
import { verifyImagesStep } from '../../src/steps/install/verify-images.ts';
import { writeImagesStep } from '../../src/steps/install/write-images.ts';
import { partitionsStep } from '../../src/steps/preflight/partitions.ts';
import type { Vars } from '../../src/model/params.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Task } from '../../src/model/task.ts';
import { BALENA_OS } from './balena.ts';
import { taskOf, TASKS, VARS } from './playbook.ts';

/** What the installation of an image puts in the place of these. */
const OF_A_ROOT = [
  ...['backup/paths', 'backup/prove', 'restore/paths'],
  ...['install/format', 'install/mount', 'install/unpack', 'install/verify', 'install/configure'],
  ...['restore/trial', 'finish/boot-default', 'finish/grow'],
];

const INSTALL = [
  partitionStep,
  writeImagesStep,
  verifyImagesStep,
  mountImagesStep,
  configJsonStep,
  systemProxyStep,
  stateStep,
  restoreVolumesStep,
  adaptStep,
];
const FINISH = [
  supervisorStep,
  compareVolumesStep,
  loaderTrialStep,
  loaderStep,
  dropStagingStep,
  lastBootStep,
];

/** The migration to a balenaOS image. */
export const BALENA_TASKS: readonly Task[] = TASKS.flatMap((task) => {
  if (OF_A_ROOT.includes(task.key)) return [];
  if (task.key === 'boot/trial') return [...INSTALL.map((step) => taskOf(step)), task];
  if (task.key === 'finish/unlock') return [...FINISH.map((step) => taskOf(step)), task];
  if (task.key === 'preflight/scratch') return [taskOf(partitionsStep), task];
  if (task.key === 'boot/arm') return [taskOf(backupVolumesStep), task];
  return task.key === 'boot/choose' ? [taskOf(proveVolumesStep), task] : [task];
});

export const BALENA_VARS: Vars = {
  ...Object.fromEntries(Object.entries(VARS).filter(([name]) => name !== 'stem_backup_paths')),
  ...BALENA_OS,
  redsocks_proxy: {
    ...{ type: 'http-connect', host: '192.0.2.7', port: 3128 },
    ...{ hasLogin: true, exceptions: ['198.51.100.0/24'] },
  },
  redsocks_conf: ['password = "', new Secret('let-me-out'), '";\n'],
  redsocks_seal: 'c0ffee',
  backup_volumes: [
    { volume: 'data', source: '/srv', folder: 'data', file: 'data/srv', filter: '' },
  ],
};
