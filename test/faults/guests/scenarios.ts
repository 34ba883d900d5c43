import { clockIn1971, clockIn2037 } from './clock.ts';
import { sshdBroken, sshdBrokenBehindNoReturn, sshdKilled } from './dead-sshd.ts';
import { hang, hangWithIsaWatchdog } from './hangs.ts';
import {
  emergency,
  fstabRestored,
  hangInNew,
  noInit,
  noInitramfs,
  noKernel,
  noNetworkInNew,
  noSshdInNew,
  noSshdRestored,
  panicInNew,
} from './new-system.ts';
import { addressesReturn, networkReturns, noNetwork } from './no-network.ts';
import { initDies, noMemory, panic } from './panic.ts';
import type { NamedScenario, Scenario, Stage } from './scenario.ts';

type Row = readonly [fault: string, scenario: Scenario];

const of = (
  stage: Stage,
  returnsTo: NamedScenario['returnsTo'],
  ...rows: readonly Row[]
): readonly NamedScenario[] =>
  rows.map(([fault, scenario]) => ({
    name: `${stage}/${fault}`,
    ...{ stage, fault, returnsTo, scenario },
  }));

/** What a device does by itself when the system that is up breaks; each also shows that its host key is the same. */
export const SCENARIOS: readonly NamedScenario[] = [
  ...of(
    'environment',
    'old',
    ['kernel-panic', panic],
    ['init-dies', initDies],
    ['kernel-hang-i6300esb', hang],
    ['kernel-hang-ib700', hangWithIsaWatchdog],
    ['no-network', noNetwork],
    ['ssh-server-broken', sshdBroken],
    ['clock-in-1971', clockIn1971],
    ['clock-in-2037', clockIn2037],
  ),
  ...of(
    'no-return',
    'environment',
    ['kernel-panic', panic],
    ['kernel-hang-i6300esb', hang],
    ['no-network-for-a-while', networkReturns],
    ['addresses-lost', addressesReturn],
    ['ssh-server-killed', sshdKilled],
    ['ssh-server-broken', sshdBrokenBehindNoReturn],
    ['no-memory', noMemory],
  ),
  ...of(
    'armed',
    'environment',
    ['new-system-without-kernel', noKernel],
    ['new-system-without-initramfs', noInitramfs],
    ['new-system-without-init', noInit],
    ['new-system-without-network', noNetworkInNew],
    ['new-system-without-ssh', noSshdInNew],
    ['new-system-in-emergency-mode', emergency],
    ['new-system-panics', panicInNew],
    ['new-system-hangs', hangInNew],
    ['restored-without-ssh', noSshdRestored],
    ['restored-emergency-mode', fstabRestored],
  ),
];
