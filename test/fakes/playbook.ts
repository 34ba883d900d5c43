import { runScriptStep } from '../../src/steps/backup/run-script.ts';
import { armOneShotStep } from '../../src/steps/boot/arm-one-shot.ts';
import { enterEnvironmentStep } from '../../src/steps/boot/enter-environment.ts';
import { copyStep } from '../../src/steps/generic/copy.ts';
import { confirmStep } from '../../src/steps/install/confirm.ts';
import { pointOfNoReturnStep } from '../../src/steps/install/point-of-no-return.ts';
import { unpackStep } from '../../src/steps/install/unpack.ts';
import { formatStagingStep } from '../../src/steps/staging/format.ts';
import { lockStep } from '../../src/steps/staging/lock.ts';
import { pushStep } from '../../src/steps/staging/push.ts';
import type { Step } from '../../src/model/step.ts';
import type { Task } from '../../src/model/task.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Vars } from '../../src/model/params.ts';
import { memoryJournal } from '../../src/journal/memory.ts';
import { HostContext, type Ports } from '../../src/engine/context.ts';
import { FakeDevice } from './fake-device.ts';

export const taskOf = (step: Step, more: Partial<Task> = {}): Task => ({
  key: step.id,
  step,
  args: () => ({}),
  ...more,
});

/** A short migration: everything that stands before the new system. */
export const TASKS: readonly Task[] = [
  lockStep,
  formatStagingStep,
  pushStep,
  copyStep,
  runScriptStep,
  armOneShotStep,
  enterEnvironmentStep,
  confirmStep,
  pointOfNoReturnStep,
  unpackStep,
].map((step) => taskOf(step));

export const VARS: Vars = {
  staging: '/dev/sda5',
  staging_dir: '/stem',
  bundle_file: '/bundle.tar',
  bundle_bytes: 2_000_000_000,
  bundle_sha256: 'abcdef0123456789',
  dest: '/etc/motd',
  content: ['hello\n'],
  backup_script: ['dump --password ', new Secret('hunter2')],
  backup_undo_script: ['start services'],
  backup_dir: '/stem/backup',
  os_archive: '/stem/os.tar.gz',
  target_dir: '/target',
};

export const oldDevice = (): FakeDevice =>
  new FakeDevice({
    volumes: { '/dev/sda5': { type: 'swap', label: '', uuid: 'old-swap-uuid' } },
    files: { '/etc/motd': 'welcome\n' },
  });

export const portsTo = (device: FakeDevice, more: Partial<Ports> = {}): Ports => ({
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
