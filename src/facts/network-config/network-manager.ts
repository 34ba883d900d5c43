import { hexOf, utf8Of, type Bytes } from '../../model/bytes.ts';
import {
  clientIdOf,
  PLAIN_CONNECTION,
  type Connection,
  type ConnectionKind,
  type Wifi,
  type WifiSecurity,
} from '../../model/network.ts';
import {
  bytesIn,
  isYes,
  listIn,
  readKeyfile,
  stringIn,
  type Group,
  type Keyfile,
} from './keyfile-text.ts';
import { macOf, numberIn } from './ip-text.ts';
import { ipIn } from './network-manager-ip.ts';
import { securityOf, unusable, type IsFile } from './wpa-security.ts';

const KINDS: Readonly<Record<string, ConnectionKind>> = {
  ethernet: 'ethernet',
  '802-3-ethernet': 'ethernet',
  wifi: 'wifi',
  '802-11-wireless': 'wifi',
  vlan: 'vlan',
  bridge: 'bridge',
  bond: 'bond',
  team: 'bond',
  gsm: 'mobile',
  cdma: 'mobile',
  pppoe: 'mobile',
  ppp: 'mobile',
};

/** A keyfile of NetworkManager, 0.9.8's and today's: sections have two names each. Empty where it is none. */
export function readNetworkManager(
  text: Bytes,
  { source, isFile }: { source: string; isFile: IsFile },
): readonly Connection[] {
  const file = readKeyfile(text);
  const connection = file.get('connection');
  if (connection === undefined) return [];
  const kind = KINDS[stringIn(connection.get('type') ?? '')] ?? 'other';
  const card = groupOf(file, kind === 'wifi' ? WIFI : ETHERNET);
  const ip = ipIn(groupOf(file, ['ipv4']), groupOf(file, ['ipv6']));
  return [
    {
      ...PLAIN_CONNECTION,
      source,
      kind,
      name: nameOf(file, connection),
      mac: macOf(card.get('mac-address')?.trim() ?? '') || macOf(hexMac(card.get('mac-address'))),
      isDhcp: ip.isDhcp,
      ip: ip.settings,
      mtu: numberIn(card.get('mtu')),
      clientId: clientIn(groupOf(file, ['ipv4']).get('dhcp-client-id')),
      vlan: kind === 'vlan' ? vlanIn(groupOf(file, ['vlan'])) : null,
      wifi: kind === 'wifi' ? wifiIn(file, isFile) : null,
    },
  ];
}

const WIFI = ['wifi', '802-11-wireless'];
const ETHERNET = ['ethernet', '802-3-ethernet'];

const groupOf = (file: Keyfile, names: readonly string[]): Group =>
  names.map((name) => file.get(name)).find((group) => group !== undefined) ?? new Map();

const nameOf = (file: Keyfile, connection: Group): string =>
  stringIn(
    connection.get('interface-name') ?? file.get('vlan')?.get('interface-name') ?? '',
  ).trim();

/** `0;28;35;…`, as old versions wrote it. */
const hexMac = (value: Bytes | undefined): string =>
  hexOf(bytesIn(value ?? '')).replace(/..(?!$)/g, '$&:');

function vlanIn(group: Group): Connection['vlan'] {
  const id = numberIn(group.get('id'));
  return id === null ? null : { id, parent: stringIn(group.get('parent') ?? '') };
}

/** Bytes with colons, or a text, whose bytes 0.9.8 sends as they are. */
function clientIn(value: Bytes | undefined): string | null {
  const text = stringIn(value ?? '');
  if (text === '' || ['mac', 'perm-mac', 'duid', 'ipv6-duid', 'stable', 'none'].includes(text))
    return null;
  return /^[\da-f]{1,2}(?::[\da-f]{1,2})+$/i.test(text)
    ? text
        .toLowerCase()
        .split(':')
        .map((part) => part.padStart(2, '0'))
        .join(':')
    : clientIdOf(text);
}

function wifiIn(file: Keyfile, isFile: IsFile): Wifi | null {
  const group = groupOf(file, WIFI);
  const ssid = bytesIn(group.get('ssid') ?? '');
  const mode = stringIn(group.get('mode') ?? 'infrastructure');
  if (ssid === '' || !['infrastructure', ''].includes(mode)) return null;
  const connection = file.get('connection') ?? new Map<string, Bytes>();
  return {
    ssid: hexOf(ssid.slice(0, 33)),
    isHidden: isYes(group.get('hidden')),
    priority: numberIn(connection.get('autoconnect-priority')) ?? 0,
    security:
      ssid.length > 32 ? unusable('its name has more than 32 bytes') : securityIn(file, isFile),
  };
}

/** NetworkManager's names for what wpa_supplicant calls otherwise. */
const KEY_MGMT: Readonly<Record<string, string>> = {
  none: 'NONE',
  'wpa-psk': 'WPA-PSK',
  sae: 'SAE',
  'wpa-eap': 'WPA-EAP',
  ieee8021x: 'IEEE8021X',
};
const EAP_FIELDS: readonly (readonly [ours: string, theirs: string])[] = [
  ['identity', 'identity'],
  ['anonymous_identity', 'anonymous-identity'],
  ['password', 'password'],
  ['ca_cert', 'ca-cert'],
  ['client_cert', 'client-cert'],
  ['private_key', 'private-key'],
  ['private_key_passwd', 'private-key-password'],
  ['domain_suffix_match', 'domain-suffix-match'],
  ['subject_match', 'subject-match'],
];

function securityIn(file: Keyfile, isFile: IsFile): WifiSecurity {
  const group = groupOf(file, ['wifi-security', '802-11-wireless-security']);
  const management = stringIn(group.get('key-mgmt') ?? '');
  if (management === '') return { kind: 'open' };
  const eap = file.get('802-1x') ?? new Map<string, Bytes>();
  if ([...flagsOf(group), ...flagsOf(eap)].some((flags) => (flags & 3) !== 0))
    return unusable("its secret is not in the file but in a user's key ring, or asked for");
  const fields = new Map<string, Bytes>([['key_mgmt', KEY_MGMT[management] ?? '']]);
  for (const key of [
    'psk',
    'wep-key0',
    'wep-key1',
    'wep-key2',
    'wep-key3',
    'wep-tx-keyidx',
    'auth-alg',
  ])
    put(fields, key.replaceAll('-', '_'), group.get(key));
  if (management === 'wpa-eap') putEap(fields, eap);
  return securityOf(fields, isFile);
}

/** 1: of an agent, 2: not saved. 4 only says that none is needed. */
const flagsOf = (group: Group): readonly number[] =>
  ['psk-flags', 'password-flags', 'private-key-password-flags', 'wep-key-flags'].map(
    (key) => numberIn(group.get(key)) ?? 0,
  );

function putEap(fields: Map<string, Bytes>, group: Group): void {
  for (const [ours, theirs] of EAP_FIELDS) put(fields, ours, group.get(theirs));
  fields.set('eap', listIn(group.get('eap') ?? '').join(' '));
  putInner(fields, group);
  const raw = group.get('password-raw');
  if (raw !== undefined && !fields.has('password')) fields.set('password', bytesIn(raw));
  for (const use of ['ca_cert', 'client_cert', 'private_key'])
    if (fields.has(use)) fields.set(use, pathIn(fields.get(use) ?? ''));
}

function putInner(fields: Map<string, Bytes>, group: Group): void {
  const inner = group.get('phase2-auth') ?? group.get('phase2-autheap');
  const name = group.has('phase2-autheap') ? 'autheap' : 'auth';
  if (inner !== undefined) fields.set('phase2', `${name}=${stringIn(inner)}`);
}

/** A path, or what old versions wrote: the bytes of `file://…` and a zero. */
const pathIn = (value: Bytes): Bytes =>
  bytesIn(value)
    .replace(/\0$/, '')
    .replace(/^file:\/\//, '');

function put(fields: Map<string, Bytes>, name: string, value: Bytes | undefined): void {
  if (value !== undefined && utf8Of(value) !== '') fields.set(name, stringIn(value));
}
