import { network } from '../../../facts/network.ts';
import { leases } from '../../../facts/preflight/network.ts';
import { sshd } from '../../../facts/preflight/state.ts';
import { endpointsCheck } from './endpoints.ts';
import { nicCheck } from './network-cards.ts';
import { uplinkCheck } from './uplink.ts';
import {
  block,
  defineCheck,
  fine,
  judgeBy,
  listText,
  unknown,
  warn,
  type Check,
} from '../check.ts';

/** A shorter lease may be over before the device is back. */
const SHORT_LEASE_S = 3600;

const addressCheck = defineCheck({
  id: 'P26',
  title: 'Addresses and routes',
  level: 'block',
  prevents: 'A device that comes up without its address, its route or its name servers.',
  hint: 'Give a wired interface the address and the default route, or leave this device out.',
  fact: () => network,
  judge: ({ interfaces, dns }) => {
    const cards = interfaces.filter(({ kind }) => kind !== 'vlan');
    const used = cards.filter(({ addresses }) => addresses.length > 0);
    const advertised = cards.filter(({ isAdvertised }) => isAdvertised);
    const gateways = used.flatMap(({ routes }) => routes.filter(({ to }) => to === 'default'));
    const says = listText(
      used.map(
        ({ name, addresses, isDhcp }) =>
          `${name} has ${listText(addresses)}${isDhcp ? ' by DHCP' : ''}`,
      ),
    );
    return judgeBy(
      [
        [
          used.length === 0 && advertised.length > 0,
          () =>
            block(
              `${listText(advertised.map(({ name }) => name))} has no address but what a router advertises.`,
              'Give it an address of its own: the environment does not take advertised ones.',
            ),
        ],
        [used.length === 0, () => block('No network card has an address.')],
        [
          gateways.length === 0,
          () => block(`${says}, but there is no default route by a network card.`),
        ],
        [
          dns.length === 0,
          () =>
            warn(
              `${says}; there is no name server.`,
              'Look whether this device works without DNS.',
            ),
        ],
      ],
      () =>
        fine(
          `${says}, the gateway is ${gateways[0]?.via ?? 'on the link'}, name servers are ${listText(dns)}.`,
        ),
    );
  },
});

const leaseCheck = defineCheck({
  id: 'P29',
  title: 'DHCP lease',
  level: 'warn',
  prevents: 'Another address after the boot than the one at which the device is looked for.',
  hint: 'Reserve the address for the MAC of this device, or set a fixed one.',
  fact: () => leases,
  judge: ({ isAsked, address, seconds, hasClientId }) =>
    judgeBy(
      [
        [!isAsked, () => unknown('The device did not say.')],
        [
          hasClientId,
          () =>
            warn(
              `The lease${address === null ? '' : ` of ${address}`} is bound to a client identifier, which is not carried over.`,
            ),
        ],
        [address === null, () => fine('There is no DHCP lease.')],
        [
          seconds !== null && seconds < SHORT_LEASE_S,
          () => warn(`The lease of ${address ?? ''} is for ${String(seconds)} s only.`),
        ],
      ],
      () =>
        fine(
          `The lease of ${address ?? ''} is for ${seconds === null ? 'an unknown time' : `${String(seconds)} s`}.`,
        ),
    ),
});

const sshCheck = defineCheck({
  id: 'P30',
  title: 'SSH server',
  level: 'block',
  prevents: 'A bundle that cannot be pushed, and a device whose identity is not known afterwards.',
  hint: 'Put Subsystem sftp /usr/lib/openssh/sftp-server into sshd_config and restart sshd.',
  fact: ({ stem_login_user: user }) => sshd(user),
  judge: ({ isAsked, config, sftp, keys, hasNoLogin }, situation) => {
    const restricted = config.filter((line) => /^(allow|deny)/i.test(line));
    const says = `Host keys are ${listText(keys)}`;
    return judgeBy(
      [
        [!isAsked, () => block('The configuration of sshd cannot be read.')],
        [
          !sftp.some((row) => row.endsWith(' yes')),
          () =>
            block(
              sftp.length === 0
                ? 'sshd offers no SFTP.'
                : `SFTP is configured, but ${sftp[0]?.split(' ')[0] ?? ''} is missing.`,
            ),
        ],
        [
          !keys.some((key) => key !== 'ssh-dss'),
          () =>
            block(
              `${says}: there is none that SSH still accepts.`,
              'Run ssh-keygen -A and restart sshd.',
            ),
        ],
        [
          hasNoLogin && situation.os_layout === 'balena' && !situation.config_has_login,
          () =>
            block(
              `Neither root nor ${situation.stem_login_user} logs in by a key, and the new system takes no password.`,
              'Put a public key into ~/.ssh/authorized_keys of one of them, or into os.sshKeys of stem_config.',
            ),
        ],
        [
          keys.every((key) => key === 'ssh-rsa' || key === 'ssh-dss'),
          () =>
            warn(
              `${says}: an old sshd signs with SHA-1 only.`,
              'Run ssh-keygen -A, restart sshd, and pin an ed25519 key.',
            ),
        ],
        [
          restricted.length > 0,
          () =>
            warn(
              `${says}; logins are restricted: ${listText(restricted)}.`,
              'Set the same restrictions in the new system if you need them.',
            ),
        ],
      ],
      () => fine(`${says}, and SFTP is on.`),
    );
  },
});

export const NETWORK_CHECKS: readonly Check[] = [
  addressCheck,
  nicCheck,
  uplinkCheck,
  leaseCheck,
  sshCheck,
  endpointsCheck,
];
