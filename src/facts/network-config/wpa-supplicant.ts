import { hexOf, type Bytes } from '../../model/bytes.ts';
import { PLAIN_CONNECTION, type Connection, type Wifi } from '../../model/network.ts';
import { numberIn } from './ip-text.ts';
import { securityOf, unusable, type IsFile } from './wpa-security.ts';
import { wpaLine, wpaString } from './wpa-text.ts';

/** Settings whose values are strings: in quotation marks, or hex. `password` may be a word as well (`hash:…`). */
const STRINGS = [
  'ssid',
  'identity',
  'anonymous_identity',
  'password',
  'sae_password',
  'ca_cert',
  'client_cert',
  'private_key',
  'private_key_passwd',
  'phase1',
  'phase2',
  'domain_suffix_match',
  'subject_match',
  'id_str',
  'wep_key0',
  'wep_key1',
  'wep_key2',
  'wep_key3',
];

/** All networks of a wpa_supplicant.conf(5) that one could join, in their order. `name` is the interface that the file is for. */
export function readWpaSupplicant(
  text: Bytes,
  { source, name = '', isFile }: { source: string; name?: string; isFile: IsFile },
): readonly Connection[] {
  return blocksOf(text).flatMap((fields) => {
    const wifi = wifiOf(fields, isFile);
    return wifi === null
      ? []
      : [{ ...PLAIN_CONNECTION, source, kind: 'wifi' as const, name, wifi }];
  });
}

/** The settings of each `network={ … }`. A block that nobody ends counts: wpa_supplicant would not start with it. */
function blocksOf(text: Bytes): readonly ReadonlyMap<string, Bytes>[] {
  const blocks: Map<string, Bytes>[] = [];
  let block: Map<string, Bytes> | null = null;
  for (const line of text.split('\n').map(wpaLine)) {
    if (line.startsWith('network={')) {
      block = new Map<string, Bytes>();
      blocks.push(block);
    } else if (line === '}') block = null;
    else if (block !== null) putSetting(block, line);
  }
  return blocks;
}

function putSetting(block: Map<string, Bytes>, line: Bytes): void {
  const at = line.indexOf('=');
  if (at <= 0) return;
  const [name, value] = [line.slice(0, at).trim(), line.slice(at + 1)];
  if (name === 'psk') block.set(name, value.startsWith('"') ? (wpaString(value) ?? '') : value);
  else if (!STRINGS.includes(name)) block.set(name, value);
  else {
    const read = name.startsWith('wep_key') && !value.startsWith('"') ? value : wpaString(value);
    block.set(name, read ?? (name === 'password' ? value : ''));
  }
}

/** Null where it is none to join: another mode, switched off, without a name. */
export function wifiOf(fields: ReadonlyMap<string, Bytes>, isFile: IsFile): Wifi | null {
  const ssid = fields.get('ssid') ?? '';
  const isOff = fields.get('disabled') === '1' || !['0', undefined].includes(fields.get('mode'));
  if (ssid === '' || isOff) return null;
  return {
    ssid: hexOf(ssid.slice(0, 33)),
    isHidden: fields.get('scan_ssid') === '1',
    priority: numberIn(fields.get('priority')) ?? 0,
    security:
      ssid.length > 32 ? unusable('its name has more than 32 bytes') : securityOf(fields, isFile),
  };
}
