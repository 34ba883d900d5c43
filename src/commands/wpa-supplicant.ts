import { bytesOf, fromHex, hexOf } from '../model/bytes.ts';
import { certificatesOf } from '../model/network-record.ts';
import { unhide, type Eap, type Hidden, type KnownWifi, type Network } from '../model/network.ts';
import { ENVIRONMENT_CERTIFICATES } from '../model/paths.ts';
import { portablePsk, pskOf } from '../model/psk.ts';
import { Secret, type Content } from '../model/secret.ts';
import { wepHex } from './keyfile-wifi.ts';

/**
 * What wpa_supplicant(8) of the environment gets for one card: all radio networks that the card may join. Strings are written in
 * hex, which needs no quotation marks; but for a passphrase, for which hex would be the key itself.
 */
export function wpaConfig(network: Network, mac: string): Content {
  const certificates = certificatesOf(network);
  const pathOf = (path: string): string =>
    `${ENVIRONMENT_CERTIFICATES}/${certificates.get(path) ?? ''}`;
  return [
    // Frames are protected where the access point can: some require it.
    'ctrl_interface=/run/wpa_supplicant\nap_scan=1\npmf=1\n',
    ...(network.wifi ?? [])
      .filter(({ macs, security }) => isFor(macs, mac) && security.kind !== 'unusable')
      .flatMap((wifi) => blockOf(wifi, pathOf)),
  ];
}

export const isFor = (macs: readonly string[], mac: string): boolean =>
  macs.length === 0 || macs.includes(mac);

type PathOf = (path: string) => string;

const blockOf = (wifi: KnownWifi, pathOf: PathOf): Content => [
  `network={\n\tssid=${wifi.ssid}\n`,
  ...(wifi.isHidden ? ['\tscan_ssid=1\n'] : []),
  ...(wifi.priority === 0 ? [] : [`\tpriority=${String(wifi.priority)}\n`]),
  ...securityLines(wifi, pathOf),
  '}\n',
];

function securityLines({ ssid, security }: KnownWifi, pathOf: PathOf): Content {
  switch (security.kind) {
    case 'unusable':
    case 'open':
      return ['\tkey_mgmt=NONE\n'];
    case 'wep': {
      const index = String(security.index);
      return [
        `\tkey_mgmt=NONE\n\tauth_alg=${security.isShared ? 'SHARED' : 'OPEN'}\n\twep_tx_keyidx=${index}\n\twep_key${index}=`,
        mapped(security.key, wepHex),
        '\n',
      ];
    }
    case 'psk':
      return [
        '\tkey_mgmt=WPA-PSK WPA-PSK-SHA256\n\tpsk=',
        mapped(security.psk, (psk) => pskValue(psk, fromHex(ssid) ?? '')),
        '\n',
      ];
    case 'sae':
      return [
        '\tkey_mgmt=SAE\n\tieee80211w=2\n\tsae_password=',
        mapped(security.password, hexOf),
        '\n',
      ];
    case 'eap':
      return eapLines(security.eap, pathOf);
  }
}

/** The key itself for a phrase with a quotation mark: wpa_supplicant would take a `#` behind it for a comment. */
const pskValue = (psk: string, ssid: string): string => {
  const portable = psk.includes('"') ? pskOf(psk, ssid) : portablePsk(psk, ssid);
  return portable.length === 64 ? portable : `"${portable}"`;
};

function eapLines(eap: Eap, pathOf: PathOf): Content {
  const some = (key: string, text: string): Content =>
    text === '' ? [] : [`\t${key}=${hexOf(bytesOf(text))}\n`];
  const hidden = (key: string, value: Hidden | null): Content =>
    value === null ? [] : [`\t${key}=`, mapped(value, hexOf), '\n'];
  return [
    `\tkey_mgmt=WPA-EAP\n\teap=${eap.methods.join(' ')}\n`,
    ...some('identity', eap.identity),
    ...some('anonymous_identity', eap.anonymousIdentity),
    ...hidden('password', eap.password),
    ...some('phase2', eap.phase2 && `${eap.isPhase2Eap ? 'autheap' : 'auth'}=${eap.phase2}`),
    ...some('domain_suffix_match', eap.domainSuffix),
    ...some('subject_match', eap.subjectMatch),
    ...eap.files.map(({ use, path }) => `\t${use}="${pathOf(path)}"\n`),
    ...hidden('private_key_passwd', eap.keyPassword),
  ];
}

const mapped = (hidden: Hidden, change: (text: string) => string): Secret =>
  new Secret(change(unhide(hidden).reveal()));
