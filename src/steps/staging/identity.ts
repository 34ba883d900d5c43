import { collectIdentity } from '../../commands/identity.ts';
import { networkFile, radiosOf } from '../../commands/network.ts';
import { wpaConfig } from '../../commands/wpa-supplicant.ts';
import { fileText, isFilled } from '../../facts/files.ts';
import { hostname } from '../../facts/host.ts';
import { HOSTNAME_FILE, LOGINS_FILE, NETWORK_JSON, recordedNetwork } from '../../facts/identity.ts';
import { networkConfig } from '../../facts/network-config.ts';
import { mergeNetwork } from '../../facts/network-config/merge.ts';
import { network } from '../../facts/network.ts';
import { run, type Action } from '../../model/action.ts';
import { certificatesOf, recordOf } from '../../model/network-record.ts';
import type { Network } from '../../model/network.ts';
import { optional, readVars, text } from '../../model/params.ts';
import { ENVIRONMENT_WIFI, IDENTITY } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';

interface Params {
  readonly stem_login_user: string;
  readonly stem_run_id: string;
}

const SEAL = `${IDENTITY}/.sealed`;

/** Takes along what makes the device itself: host keys, logins, name, addresses, routes, DNS. */
export const identityStep = defineStep({
  id: 'staging/identity',
  title: "Take the device's identity along",
  on: 'old',
  interrupted: 'check-again',
  params: (vars) =>
    readVars<Params>(vars, { stem_login_user: optional(text, 'root'), stem_run_id: text }),
  facts: () => ({
    sealed: fileText(SEAL),
    network,
    config: networkConfig,
    hostname,
    recorded: recordedNetwork,
    recordedName: fileText(HOSTNAME_FILE),
    hasLogins: isFilled(LOGINS_FILE),
  }),
  check: ({ sealed, network }, { stem_run_id: runId }) => {
    if (sealed === runId) return satisfied('it is taken');
    return network.interfaces.some(({ addresses }) => addresses.length > 0)
      ? needed(`${String(network.interfaces.length)} interfaces`)
      : blocked(
          'no physical interface has an address of its own',
          'Look at `ip addr`: the uplink may be a bridge, a VPN or a modem.',
        );
  },
  apply: ({ network: live, config, hostname }, { stem_login_user: user, stem_run_id: runId }) => {
    const network = mergeNetwork(live, config);
    return [
      { kind: 'write', to: HOSTNAME_FILE, content: [`${hostname}\n`], mode: 0o600 },
      {
        kind: 'write',
        to: `${IDENTITY}/etc/stem/network`,
        content: [networkFile(hostname, network)],
        mode: 0o600,
      },
      ...radioFiles(network),
      { kind: 'write', to: NETWORK_JSON, content: recordOf(network), mode: 0o600 },
      run(collectIdentity(user, certificatesOf(network)), 120_000),
      { kind: 'write', to: SEAL, content: [runId], mode: 0o600 },
    ];
  },
  expect: (facts, { stem_run_id: runId }) => ({
    ...facts,
    sealed: runId,
    recorded: mergeNetwork(facts.network, facts.config),
    recordedName: `${facts.hostname}\n`,
    hasLogins: true,
  }),
  verify: ({ sealed }, { stem_run_id: runId }) =>
    verifyThat(sealed === runId, 'the seal is missing'),
  rollback: {
    kind: 'nothing-to-undo',
    because: 'it lies on the staging partition, which becomes swap again',
  },
});

const radioFiles = (network: Network): readonly Action[] =>
  radiosOf(network).map((mac) => ({
    kind: 'write',
    to: `${IDENTITY}${ENVIRONMENT_WIFI}/${mac}.conf`,
    content: wpaConfig(network, mac),
    mode: 0o600,
  }));
