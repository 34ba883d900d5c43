import { partitionsStep } from './preflight/partitions.ts';
import { partitionStep } from './install/partition.ts';
import { writeImagesStep } from './install/write-images.ts';
import { verifyImagesStep } from './install/verify-images.ts';
import { mountImagesStep } from './install/mount-images.ts';
import { adaptStep } from './install/adapt.ts';
import { loaderTrialStep } from './finish/loader-trial.ts';
import { loaderStep } from './finish/loader.ts';
import { dropStagingStep } from './finish/drop-staging.ts';
import { lastBootStep } from './finish/last-boot.ts';
import type { Step } from '../model/step.ts';
import { backupPathsStep } from './backup/paths.ts';
import { backupPlaceStep } from './backup/place.ts';
import { backupProveStep } from './backup/prove.ts';
import { backupScriptStep } from './backup/script.ts';
import { proveVolumesStep } from './backup/prove-volumes.ts';
import { stopStep } from './backup/stop.ts';
import { volumesPlaceStep } from './backup/volumes-place.ts';
import { backupVolumesStep } from './backup/volumes.ts';
import { armStep } from './boot/arm.ts';
import { chooseStep } from './boot/choose.ts';
import { enterEnvironmentStep } from './boot/enter-environment.ts';
import { enterNewStep } from './boot/enter-new.ts';
import { entryStep } from './boot/entry.ts';
import { rehearseStep } from './boot/rehearse.ts';
import { rehomeStep } from './boot/rehome.ts';
import { spentStep } from './boot/spent.ts';
import { stageStep } from './boot/stage.ts';
import { trialStep } from './boot/trial.ts';
import { bootDefaultStep } from './finish/boot-default.ts';
import { growStep } from './finish/grow.ts';
import { healthStep } from './finish/health.ts';
import { supervisorStep } from './finish/supervisor.ts';
import { compareVolumesStep } from './finish/volumes.ts';
import { lockNewStep, mountNewStep } from './finish/take.ts';
import { unlockStep } from './finish/unlock.ts';
import { assertStep } from './generic/assert.ts';
import { commandStep } from './generic/command.ts';
import { copyStep } from './generic/copy.ts';
import { debugStep } from './generic/debug.ts';
import { failStep } from './generic/fail.ts';
import { fetchStep } from './generic/fetch.ts';
import { fileStep } from './generic/file.ts';
import { lineinfileStep } from './generic/lineinfile.ts';
import { pauseStep } from './generic/pause.ts';
import { pingStep } from './generic/ping.ts';
import { rebootStep } from './generic/reboot.ts';
import { scriptStep } from './generic/script.ts';
import { setFactStep } from './generic/set-fact.ts';
import { setupStep } from './generic/setup.ts';
import { slurpStep } from './generic/slurp.ts';
import { statStep } from './generic/stat.ts';
import { templateStep } from './generic/template.ts';
import { waitForStep } from './generic/wait-for.ts';
import { waitForConnectionStep } from './generic/wait-for-connection.ts';
import { shellStep } from './generic/shell.ts';
import { stateStep } from './install/state.ts';
import { configJsonStep } from './install/config-json.ts';
import { configureStep } from './install/configure.ts';
import { systemProxyStep } from './install/system-proxy.ts';
import { confirmNewStep, confirmStep } from './install/confirm.ts';
import { formatRootStep } from './install/format.ts';
import { mountRootStep } from './install/mount.ts';
import { pointOfNoReturnStep } from './install/point-of-no-return.ts';
import { unpackRootStep } from './install/unpack.ts';
import { verifyRootStep } from './install/verify.ts';
import { deviceStep } from './preflight/device.ts';
import { scratchStep } from './preflight/scratch.ts';
import { restorePathsStep } from './restore/paths.ts';
import { restoreVolumesStep } from './restore/volumes.ts';
import { restoreScriptStep } from './restore/script.ts';
import { secondTrialStep } from './restore/trial.ts';
import { formatStagingStep } from './staging/format.ts';
import { fstabStep } from './staging/fstab.ts';
import { identityStep } from './staging/identity.ts';
import { lockStep } from './staging/lock.ts';
import { mountStagingStep } from './staging/mount.ts';
import { ownStep } from './staging/own.ts';
import { pushStep } from './staging/push.ts';
import { swapOffStep } from './staging/swap-off.ts';
import { unpackBundleStep } from './staging/unpack.ts';

/** All steps that a playbook may name. Their order is the playbook's. */
const STEPS: readonly Step[] = [
  deviceStep,
  backupPlaceStep,
  volumesPlaceStep,
  lockStep,
  scratchStep,
  swapOffStep,
  fstabStep,
  formatStagingStep,
  mountStagingStep,
  ownStep,
  pushStep,
  unpackBundleStep,
  identityStep,
  stageStep,
  entryStep,
  rehearseStep,
  stopStep,
  backupScriptStep,
  backupPathsStep,
  backupVolumesStep,
  armStep,
  enterEnvironmentStep,
  confirmStep,
  spentStep,
  chooseStep,
  rehomeStep,
  backupProveStep,
  proveVolumesStep,
  pointOfNoReturnStep,
  formatRootStep,
  mountRootStep,
  unpackRootStep,
  verifyRootStep,
  configureStep,
  partitionsStep,
  partitionStep,
  writeImagesStep,
  verifyImagesStep,
  mountImagesStep,
  adaptStep,
  configJsonStep,
  systemProxyStep,
  stateStep,
  restoreVolumesStep,
  trialStep,
  enterNewStep,
  confirmNewStep,
  lockNewStep,
  mountNewStep,
  restorePathsStep,
  restoreScriptStep,
  secondTrialStep,
  healthStep,
  supervisorStep,
  compareVolumesStep,
  bootDefaultStep,
  growStep,
  loaderTrialStep,
  loaderStep,
  dropStagingStep,
  lastBootStep,
  unlockStep,
  commandStep,
  shellStep,
  copyStep,
  assertStep,
  debugStep,
  failStep,
  fetchStep,
  fileStep,
  lineinfileStep,
  pauseStep,
  pingStep,
  rebootStep,
  scriptStep,
  setFactStep,
  setupStep,
  slurpStep,
  statStep,
  templateStep,
  waitForStep,
  waitForConnectionStep,
];

export const stepRegistry: ReadonlyMap<string, Step> = new Map(
  STEPS.map((step) => [step.id, step]),
);
