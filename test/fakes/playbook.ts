import { backupPathsStep } from '../../src/steps/backup/paths.ts';
import { backupProveStep } from '../../src/steps/backup/prove.ts';
import { backupScriptStep } from '../../src/steps/backup/script.ts';
import { stopStep } from '../../src/steps/backup/stop.ts';
import { armStep } from '../../src/steps/boot/arm.ts';
import { chooseStep } from '../../src/steps/boot/choose.ts';
import { enterEnvironmentStep } from '../../src/steps/boot/enter-environment.ts';
import { enterNewStep } from '../../src/steps/boot/enter-new.ts';
import { entryStep } from '../../src/steps/boot/entry.ts';
import { rehearseStep } from '../../src/steps/boot/rehearse.ts';
import { rehomeStep } from '../../src/steps/boot/rehome.ts';
import { spentStep } from '../../src/steps/boot/spent.ts';
import { stageStep } from '../../src/steps/boot/stage.ts';
import { trialStep } from '../../src/steps/boot/trial.ts';
import { bootDefaultStep } from '../../src/steps/finish/boot-default.ts';
import { growStep } from '../../src/steps/finish/grow.ts';
import { healthStep } from '../../src/steps/finish/health.ts';
import { lockNewStep, mountNewStep } from '../../src/steps/finish/take.ts';
import { unlockStep } from '../../src/steps/finish/unlock.ts';
import { scratchStep } from '../../src/steps/preflight/scratch.ts';
import { restorePathsStep } from '../../src/steps/restore/paths.ts';
import { restoreScriptStep } from '../../src/steps/restore/script.ts';
import { secondTrialStep } from '../../src/steps/restore/trial.ts';
import { copyStep } from '../../src/steps/generic/copy.ts';
import { configureStep } from '../../src/steps/install/configure.ts';
import { confirmNewStep, confirmStep } from '../../src/steps/install/confirm.ts';
import { formatRootStep } from '../../src/steps/install/format.ts';
import { mountRootStep } from '../../src/steps/install/mount.ts';
import { pointOfNoReturnStep } from '../../src/steps/install/point-of-no-return.ts';
import { unpackRootStep } from '../../src/steps/install/unpack.ts';
import { verifyRootStep } from '../../src/steps/install/verify.ts';
import { formatStagingStep } from '../../src/steps/staging/format.ts';
import { fstabStep } from '../../src/steps/staging/fstab.ts';
import { identityStep } from '../../src/steps/staging/identity.ts';
import { lockStep } from '../../src/steps/staging/lock.ts';
import { mountStagingStep } from '../../src/steps/staging/mount.ts';
import { ownStep } from '../../src/steps/staging/own.ts';
import { pushStep } from '../../src/steps/staging/push.ts';
import { swapOffStep } from '../../src/steps/staging/swap-off.ts';
import { unpackBundleStep } from '../../src/steps/staging/unpack.ts';
import type { Step } from '../../src/model/step.ts';
import type { Task } from '../../src/model/task.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Vars } from '../../src/model/params.ts';
import type { Connector } from '../../src/model/session.ts';
import { memoryJournal } from '../../src/journal/memory.ts';
import { HostContext, type Ports } from '../../src/engine/context.ts';
import { FakeDevice } from './fake-device.ts';

export const taskOf = (step: Step, more: Partial<Task> = {}): Task => ({
  key: step.id,
  step,
  args: () => ({}),
  ...more,
});

/** The whole migration, with a generic task among it. */
export const TASKS: readonly Task[] = [
  taskOf(lockStep, { on: 'old' }),
  taskOf(scratchStep),
  taskOf(swapOffStep),
  taskOf(fstabStep),
  taskOf(formatStagingStep),
  taskOf(mountStagingStep, { on: 'old' }),
  taskOf(ownStep, { on: 'old' }),
  taskOf(pushStep),
  taskOf(unpackBundleStep),
  taskOf(identityStep),
  taskOf(copyStep, { on: 'old', args: ({ dest = '', content = '' }) => ({ dest, content }) }),
  taskOf(stageStep),
  taskOf(entryStep),
  taskOf(rehearseStep),
  taskOf(stopStep),
  taskOf(backupScriptStep),
  taskOf(backupPathsStep),
  taskOf(armStep),
  taskOf(enterEnvironmentStep),
  taskOf(confirmStep),
  taskOf(lockStep, { key: 'install/lock', on: 'environment' }),
  taskOf(mountStagingStep, { key: 'install/mount-staging', on: 'environment' }),
  taskOf(ownStep, { key: 'install/own', on: 'environment' }),
  taskOf(spentStep),
  taskOf(backupProveStep),
  taskOf(chooseStep),
  taskOf(rehomeStep),
  taskOf(pointOfNoReturnStep),
  taskOf(formatRootStep),
  taskOf(mountRootStep),
  taskOf(unpackRootStep),
  taskOf(verifyRootStep),
  taskOf(configureStep),
  taskOf(trialStep),
  taskOf(enterNewStep),
  taskOf(confirmNewStep),
  taskOf(lockNewStep),
  taskOf(mountNewStep),
  taskOf(restorePathsStep),
  taskOf(restoreScriptStep),
  taskOf(secondTrialStep),
  taskOf(healthStep),
  taskOf(bootDefaultStep),
  taskOf(growStep),
  taskOf(unlockStep),
];

export const VARS: Vars = {
  bundle_file: '/bundle.tar',
  bundle_bytes: 2_000_000_000,
  bundle_sha256: 'abcdef0123456789',
  bundle_sums: 'abc  env/vmlinuz\n',
  os_archive: 'os/root.tar.zst',
  os_checksums: 'os/root.sha256',
  os_kernel: 'boot/vmlinuz',
  os_initramfs: 'boot/initrd.img',
  dest: '/etc/motd',
  content: ['hello ', new Secret('hunter2'), '\n'],
  config_json: ['{ "apiKey": "', new Secret('provision-me'), '" }\n'],
  config_sha256: 'c0ffee',
  config_identity: 'provisioning key',
  stem_login_user: 'pilot',
  stem_stop_command: 'service app stop',
  stem_start_command: 'service app start',
  stem_backup_script: '/usr/local/sbin/customer-stop',
  stem_backup_undo_script: '/usr/local/sbin/customer-start',
  stem_backup_paths: '/srv/customer',
  stem_restore_script: '/srv/customer/restore.sh',
  stem_health_command: 'true',
  stem_rehearse: true,
  env_kernel: 'env/vmlinuz',
  env_initramfs: 'env/initrd.img',
  grub_modules: 'grub/i386-pc.tar',
};

export const oldDevice = (): FakeDevice =>
  new FakeDevice({
    volumes: {
      '/dev/sda1': { type: 'ext4', label: '', uuid: 'old-root-uuid' },
      '/dev/sda5': { type: 'swap', label: 'swap', uuid: 'old-swap-uuid' },
    },
    swaps: ['/dev/sda5'],
    files: {
      '/etc/motd': 'welcome\n',
      '/etc/fstab': 'UUID=old-swap-uuid none swap sw 0 0',
      '/boot/grub/grubenv': '# GRUB Environment Block\n',
    },
  });

export const portsTo = (device: Connector, more: Partial<Ports> = {}): Ports => ({
  runId: 'run-1',
  connector: device,
  journal: memoryJournal(),
  clock: { now: () => '2026-01-01T00:00:00Z', sleep: () => Promise.resolve() },
  assertLease: () => Promise.resolve(),
  watch: () => undefined,
  stop: () => 'go-on',
  signal: new AbortController().signal,
  ...more,
});

export const HOST = { name: 'web-1', site: 'berlin' };
export const contextOf = (ports: Ports): HostContext => new HostContext(HOST, VARS, ports);

/** A question has nothing to do; the staging partition stays signed and its choice made through a boot. */
export const isRepeated = ({ key }: Task): boolean =>
  ['preflight/partitions', 'install/own', 'boot/spent', 'boot/choose'].includes(key);
