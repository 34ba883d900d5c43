import { newSystemConfig } from '../../commands/grub-config.ts';
import { configureIdentity } from '../../commands/identity.ts';
import { keyfilesOf } from '../../commands/keyfiles.ts';
import { fileText } from '../../facts/files.ts';
import { HOSTNAME_FILE, recordedNetwork } from '../../facts/identity.ts';
import { run, type Action } from '../../model/action.ts';
import type { Network } from '../../model/network.ts';
import { optional, readVars, text, type Vars } from '../../model/params.ts';
import {
  CONFIG_KEPT,
  NEW_CERTIFICATES,
  NEW_CONFIG,
  NEW_ROOT,
  ROOT_LABEL,
  SEALS,
} from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { putTrialFiles, readTrialLimits } from '../boot/trial-files.ts';

interface Params {
  readonly stem_run_id: string;
  readonly os_kernel: string;
  readonly os_initramfs: string;
  readonly os_cmdline: string;
}

const SEAL = `${NEW_ROOT}${SEALS}/configured`;
const FSTAB = `LABEL=${ROOT_LABEL} / ext4 errors=remount-ro,noatime 0 1\n`;

/** Gives the new system the device's identity, network and boot configuration. */
export const configureStep = defineStep({
  id: 'install/configure',
  title: 'Configure the new system',
  on: 'environment',
  interrupted: 'check-again',
  params: (vars: Vars) => ({
    ...readVars<Params>(vars, {
      stem_run_id: text,
      os_kernel: text,
      os_initramfs: text,
      os_cmdline: optional(text, ''),
    }),
    limits: readTrialLimits(vars),
  }),
  facts: () => ({
    sealed: fileText(SEAL),
    network: recordedNetwork,
    hostname: fileText(HOSTNAME_FILE),
  }),
  check: ({ sealed, network, hostname }) => {
    if (sealed !== null) return satisfied('it is configured');
    return network === null || hostname === null
      ? blocked('the recorded identity is not on the staging partition', 'Resume the run.')
      : needed('it is not configured');
  },
  apply: ({ network, hostname }, params) => [
    run(configureIdentity(), 120_000),
    put('/etc/hostname', hostname ?? ''),
    put('/etc/fstab', FSTAB),
    ...keyfiles(network),
    ...putTrialFiles(NEW_ROOT, params.limits),
    ...[NEW_CONFIG, CONFIG_KEPT].map((path) => put(path, configOf(params))),
    put('/etc/stem-system', 'new\n'),
    { kind: 'write', to: SEAL, content: [params.stem_run_id], mode: 0o600 },
  ],
  expect: (facts, { stem_run_id: runId }) => ({ ...facts, sealed: runId }),
  verify: ({ sealed }) => verifyThat(sealed !== null, 'the seal is missing'),
  rollback: { kind: 'redo', because: 'the old system is gone; configuring again mends it' },
});

const configOf = (params: Params): string =>
  newSystemConfig({
    label: ROOT_LABEL,
    kernel: params.os_kernel,
    initramfs: params.os_initramfs,
    cmdline: params.os_cmdline,
  });

const put = (path: string, content: string, mode = 0o644): Action => ({
  kind: 'write',
  to: `${NEW_ROOT}${path}`,
  content: [content],
  mode,
});

const keyfiles = (network: Network | null): readonly Action[] =>
  network === null
    ? []
    : keyfilesOf(network, NEW_CERTIFICATES).map(({ name, content, mode }) => ({
        kind: 'write',
        to: `${NEW_ROOT}/etc/NetworkManager/system-connections/${name}`,
        content,
        mode,
      }));
