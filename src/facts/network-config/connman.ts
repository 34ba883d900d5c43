import { fromHex, hexOf, type Bytes } from '../../model/bytes.ts';
import {
  PLAIN_CONNECTION,
  routeTo,
  type Connection,
  type IpSettings,
  type Wifi,
} from '../../model/network.ts';
import { isAddress, macOf, withPrefix } from './ip-text.ts';
import { isYes, listIn, readKeyfile, stringIn, type Group } from './keyfile-text.ts';
import { securityOf, unusable, type IsFile } from './wpa-security.ts';

/**
 * connman's `/var/lib/connman/SERVICE/settings`, with a group called like the service (`wifi_MAC_SSID_managed_psk`), and its
 * provisioning files `*.config`, with groups `service_NAME`.
 */
export function readConnman(
  text: Bytes,
  { source, isFile }: { source: string; isFile: IsFile },
): readonly Connection[] {
  return [...readKeyfile(text)].flatMap(([name, group]) => {
    const kind = kindOf(name, group);
    if (kind === null || (group.has('Favorite') && !isYes(group.get('Favorite')))) return [];
    const wifi = kind === 'wifi' ? wifiIn(name, { group, isFile }) : null;
    if (kind === 'wifi' && wifi === null) return [];
    const ip = ipIn(group);
    return [
      {
        ...PLAIN_CONNECTION,
        source,
        kind,
        mac: macIn(name, group),
        isDhcp: ip.addresses.length === 0,
        ip,
        wifi,
      },
    ];
  });
}

function kindOf(name: string, group: Group): 'wifi' | 'ethernet' | null {
  const kind = name.startsWith('service_') ? stringIn(group.get('Type') ?? '') : name.split('_')[0];
  return kind === 'wifi' || kind === 'ethernet' ? kind : null;
}

const macIn = (name: string, group: Group): string =>
  macOf((/^(?:wifi|ethernet)_([\da-f]{12})_/.exec(name)?.[1] ?? '').replace(/..(?!$)/g, '$&:')) ||
  macOf(stringIn(group.get('MAC') ?? ''));

function wifiIn(name: string, { group, isFile }: { group: Group; isFile: IsFile }): Wifi | null {
  const ssid = fromHex(stringIn(group.get('SSID') ?? '')) ?? stringIn(group.get('Name') ?? '');
  const real = ssid === '' ? stringIn(group.get('Name') ?? '') : ssid;
  if (real === '' || real.length > 32) return null;
  const fields = fieldsOf(name, group);
  return {
    ssid: hexOf(real),
    isHidden: isYes(group.get('Hidden')) || name.includes('_hidden_'),
    priority: 0,
    security: fields === null ? unusable('its security is not known') : securityOf(fields, isFile),
  };
}

const EAP_FIELDS: readonly (readonly [ours: string, theirs: string])[] = [
  ['eap', 'EAP'],
  ['identity', 'Identity'],
  ['anonymous_identity', 'AnonymousIdentity'],
  ['ca_cert', 'CACertFile'],
  ['client_cert', 'ClientCertFile'],
  ['private_key', 'PrivateKeyFile'],
  ['private_key_passwd', 'PrivateKeyPassphrase'],
  ['domain_suffix_match', 'DomainSuffixMatch'],
  ['subject_match', 'SubjectMatch'],
];

function fieldsOf(name: string, group: Group): ReadonlyMap<string, Bytes> | null {
  const passphrase = group.get('Passphrase');
  const security = /_(none|wep|psk|ieee8021x)$/.exec(name)?.[1] ?? securityIn(group);
  const fields = new Map<string, Bytes>([['key_mgmt', MANAGEMENT[security] ?? '']]);
  const secretAs = { psk: 'psk', wep: 'wep_key0', ieee8021x: 'password' }[security];
  if (passphrase !== undefined && secretAs !== undefined)
    fields.set(secretAs, stringIn(passphrase));
  if (security === 'ieee8021x') putEap(fields, group);
  return security in MANAGEMENT ? fields : null;
}

function putEap(fields: Map<string, Bytes>, group: Group): void {
  for (const [ours, theirs] of EAP_FIELDS) {
    const value = group.get(theirs);
    if (value !== undefined) fields.set(ours, stringIn(value));
  }
  const phase2 = group.get('Phase2');
  if (phase2 !== undefined) fields.set('phase2', `auth=${stringIn(phase2)}`);
}

const MANAGEMENT: Readonly<Record<string, string>> = {
  none: 'NONE',
  wep: 'NONE',
  psk: 'WPA-PSK',
  ieee8021x: 'WPA-EAP',
};

/** Of a provisioning file: `Security=` where it is, else by what is there. */
function securityIn(group: Group): string {
  const named = stringIn(group.get('Security') ?? '').toLowerCase();
  if (named !== '') return named;
  if (group.has('EAP')) return 'ieee8021x';
  return group.has('Passphrase') ? 'psk' : 'none';
}

/** `IPv4.method=manual` of settings; `IPv4=192.168.1.2/255.255.255.0/192.168.1.1` of provisioning files. */
function ipIn(group: Group): IpSettings {
  const value = (key: string): string => stringIn(group.get(key) ?? '').trim();
  const families = ['IPv4', 'IPv6'].map((family) => {
    const [address = '', mask = '', gateway = ''] = value(family).split('/');
    const isManual = value(`${family}.method`) === 'manual';
    return {
      address: isManual
        ? withPrefix(value(`${family}.local_address`), value(`${family}.netmask_prefixlen`))
        : withPrefix(address, mask),
      gateway: isManual ? value(`${family}.gateway`) : gateway,
    };
  });
  return {
    addresses: families.flatMap(({ address }) => address ?? []),
    routes: families
      .filter(({ address, gateway }) => address !== null && isAddress(gateway))
      .map(({ gateway }) => routeTo('default', gateway)),
    dns: listIn(group.get('Nameservers') ?? '')
      .flatMap((item) => item.split(','))
      .filter(isAddress),
    search: listIn(group.get('Domains') ?? group.get('SearchDomains') ?? ''),
  };
}
