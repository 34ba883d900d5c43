import type { Bytes } from '../../model/bytes.ts';
import {
  clientIdOf,
  NO_IP,
  PLAIN_CONNECTION,
  routeTo,
  type Connection,
  type ConnectionKind,
  type IpSettings,
} from '../../model/network.ts';
import { isAddress, macOf, numberIn, withPrefix } from './ip-text.ts';
import { optionOf, stanzasOf, type Stanza } from './interfaces-text.ts';
import { unquoted } from './wpa-text.ts';
import type { IsFile } from './wpa-security.ts';
import { wifiOf } from './wpa-supplicant.ts';

/** The connections of ifupdown: one for an interface, its IPv6 stanza and its aliases (`eth0:1`) included. */
export function readInterfaces(
  text: Bytes,
  { source, isFile }: { source: string; isFile: IsFile },
): readonly Connection[] {
  const stanzas = stanzasOf(text).filter(({ name }) => name !== 'lo');
  const names = [...new Set(stanzas.map(({ name }) => bare(name)))];
  return names.map((name) => {
    const own = stanzas.filter((stanza) => bare(stanza.name) === name);
    const vlan = vlanOf(name, own);
    return {
      ...PLAIN_CONNECTION,
      source,
      kind: kindOf(own, vlan !== null),
      name,
      mac: macOf(optionIn(own, 'hwaddress').replace(/^ether\s+/, '')),
      isDhcp: own.some(({ method, family }) => method === 'dhcp' && family === 'inet'),
      ip: joined(own.map(ipOf)),
      mtu: numberIn(optionIn(own, 'mtu')),
      clientId: clientOf(own),
      vlan,
      wifi: wifiOf(wpaFields(own), isFile),
    };
  });
}

/** What wpa_supplicant files the stanzas name, for which interface. */
export const wpaFilesIn = (
  text: Bytes,
): readonly { readonly name: string; readonly path: string }[] =>
  stanzasOf(text).flatMap((stanza) =>
    ['wpa-conf', 'wpa-roam']
      .flatMap((key) => optionOf(stanza, key) ?? [])
      .map((path) => ({ name: bare(stanza.name), path: unquoted(path) })),
  );

const bare = (name: string): string => name.replace(/:.*$/, '');

const optionIn = (stanzas: readonly Stanza[], key: string): Bytes =>
  stanzas.flatMap((stanza) => optionOf(stanza, key) ?? []).at(0) ?? '';

function kindOf(stanzas: readonly Stanza[], isVlan: boolean): ConnectionKind {
  const has = (pattern: RegExp): boolean =>
    stanzas.some(({ options }) => options.some(([key]) => pattern.test(key)));
  if (has(/^bridge-ports$/)) return 'bridge';
  if (has(/^bond-(?:slaves|master|mode)$/)) return 'bond';
  if (stanzas.some(({ method }) => method === 'ppp' || method === 'wvdial')) return 'mobile';
  if (isVlan) return 'vlan';
  return has(/^(?:wpa|wireless)-/) ? 'wifi' : 'ethernet';
}

/** `eth0.5`, or `vlan5` with its card by `vlan-raw-device`. */
function vlanOf(name: string, stanzas: readonly Stanza[]): Connection['vlan'] {
  const raw = optionIn(stanzas, 'vlan-raw-device');
  const [, parent, id] = /^(.+)\.(\d{1,4})$/.exec(name) ?? [];
  if (parent !== undefined) return { id: Number(id), parent: raw === '' ? parent : raw };
  const named = /^vlan(\d{1,4})$/.exec(name)?.[1];
  return named === undefined || raw === '' ? null : { id: Number(named), parent: raw };
}

function ipOf(stanza: Stanza): IpSettings {
  if (stanza.method !== 'static') return namesOf(stanza);
  const option = (key: string): string => optionOf(stanza, key) ?? '';
  const isSix = stanza.family === 'inet6';
  const address = withPrefix(option('address'), option('netmask') || (isSix ? '64' : '24'));
  const gateway = option('gateway');
  return {
    ...namesOf(stanza),
    addresses: address === null ? [] : [address],
    routes: isAddress(gateway) ? [routeTo('default', gateway)] : [],
  };
}

const namesOf = (stanza: Stanza): IpSettings => {
  const words = (key: string): readonly string[] =>
    (optionOf(stanza, key) ?? '').split(/\s+/).filter((word) => word !== '');
  return {
    ...NO_IP,
    dns: [...words('dns-nameservers'), ...words('dns-nameserver')].filter(isAddress),
    search: [...words('dns-search'), ...words('dns-domain')],
  };
};

const joined = (all: readonly IpSettings[]): IpSettings => ({
  addresses: all.flatMap(({ addresses }) => addresses),
  routes: all.flatMap(({ routes }) => routes),
  dns: [...new Set(all.flatMap(({ dns }) => dns))],
  search: [...new Set(all.flatMap(({ search }) => search))],
});

const clientOf = (stanzas: readonly Stanza[]): string | null => {
  const text = optionIn(stanzas, 'client');
  return text === '' ? null : clientIdOf(text);
};

/** `wpa-scan-ssid` is `scan_ssid`. ifupdown puts quotation marks around names and passphrases by itself. */
function wpaFields(stanzas: readonly Stanza[]): ReadonlyMap<string, Bytes> {
  const fields = new Map<string, Bytes>();
  for (const [key, value] of stanzas.flatMap(({ options }) => options)) {
    if (key.startsWith('wpa-')) fields.set(key.slice(4).replaceAll('-', '_'), unquoted(value));
    else if (key === 'wireless-essid') fields.set('ssid', value);
    else if (/^wireless-key[0-3]?$/.test(key)) putWepKey(fields, value);
  }
  if (fields.has('ssid') && !fields.has('psk') && !fields.has('eap') && !fields.has('key_mgmt'))
    fields.set('key_mgmt', 'NONE');
  return fields;
}

/** As iwconfig has it: hex with or without `-`, `s:text`, and words like `[1]`, `open`, `restricted`. */
function putWepKey(fields: Map<string, Bytes>, value: Bytes): void {
  const key = value.split(/\s+/).find((word) => /^s:|^[\da-f-]{10,}$/i.test(word));
  if (key === undefined) return;
  fields.set('wep_key0', key.startsWith('s:') ? key.slice(2) : key.replaceAll('-', ''));
  if (/\brestricted\b/.test(value)) fields.set('auth_alg', 'SHARED');
}
