import { utf8Of, type Bytes } from '../../model/bytes.ts';
import {
  hide,
  pskSecurity,
  wepSecurity,
  type Eap,
  type EapFile,
  type WifiSecurity,
} from '../../model/network.ts';

/** Settings of one network by the names of wpa_supplicant, with their values read: strings without quotation marks. */
export type WpaFields = ReadonlyMap<string, Bytes>;

/** Whether a path of the old system is a file. */
export type IsFile = (path: string) => boolean;

const USES = ['ca_cert', 'client_cert', 'private_key'] as const;

/** What of these settings lets a device join, the strongest that has all it needs first. */
export function securityOf(fields: WpaFields, isFile: IsFile): WifiSecurity {
  const has = (word: string): boolean =>
    (fields.get('key_mgmt') ?? 'WPA-PSK WPA-EAP').toUpperCase().split(/\s+/).includes(word);
  if (fields.has('eap') || (has('WPA-EAP') && fields.has('identity')))
    return eapSecurity(fields, isFile);
  const byPassphrase = passphraseSecurity(fields, has);
  if (byPassphrase !== null) return byPassphrase;
  if (has('NONE')) return wepOrOpen(fields);
  return unusable(
    has('IEEE8021X')
      ? '802.1X with WEP keys is not carried over'
      : 'its passphrase is not in the file',
  );
}

function passphraseSecurity(
  fields: WpaFields,
  has: (word: string) => boolean,
): WifiSecurity | null {
  const psk = fields.get('psk');
  const password = fields.get('sae_password') ?? psk;
  if (psk !== undefined && (has('WPA-PSK') || has('WPA-PSK-SHA256'))) return pskSecurity(psk);
  return has('SAE') && password !== undefined ? { kind: 'sae', password: hide(password) } : null;
}

function wepOrOpen(fields: WpaFields): WifiSecurity {
  const wepKey = wepKeyOf(fields);
  return wepKey === null
    ? { kind: 'open' }
    : wepSecurity(wepKey.key, wepKey.index, isShared(fields));
}

export const unusable = (because: string): WifiSecurity => ({ kind: 'unusable', because });

function wepKeyOf(fields: WpaFields): { readonly key: Bytes; readonly index: number } | null {
  const index = Number(fields.get('wep_tx_keyidx') ?? '0');
  const key = fields.get(`wep_key${String(index)}`);
  return key === undefined ? null : { key, index };
}

const isShared = (fields: WpaFields): boolean => fields.get('auth_alg')?.toUpperCase() === 'SHARED';

function eapSecurity(fields: WpaFields, isFile: IsFile): WifiSecurity {
  const text = (name: string): string => utf8Of(fields.get(name) ?? '') ?? '';
  const hidden = (name: string): Eap['password'] => {
    const value = fields.get(name);
    return value === undefined ? null : hide(value);
  };
  const methods = text('eap')
    .toUpperCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const inner = innerOf(text('phase2'), methods);
  const eap: Eap = {
    methods: methods.length === 0 ? ['PEAP'] : methods,
    identity: text('identity'),
    anonymousIdentity: text('anonymous_identity'),
    password: hidden('password'),
    phase2: inner.method,
    isPhase2Eap: inner.isEap,
    domainSuffix: text('domain_suffix_match'),
    subjectMatch: text('subject_match'),
    keyPassword: hidden('private_key_passwd'),
    files: USES.flatMap((use) => fileOf(use, text(use), isFile)),
  };
  const problem = eapProblem(eap, fields);
  return problem === null ? { kind: 'eap', eap } : unusable(problem);
}

/** `auth=MSCHAPV2`, `autheap=…`, and `auth=EAP-MSCHAPV2` of NetworkManager's. Where none is named, a server wants this one. */
function innerOf(
  phase2: string,
  methods: readonly string[],
): { readonly method: string; readonly isEap: boolean } {
  const [, how = '', eap = '', method = ''] = /auth(eap)?=(EAP-)?([\w-]+)/i.exec(phase2) ?? [];
  const isEap = how !== '' || eap !== '';
  if (method !== '') return { method: method.toUpperCase(), isEap };
  const isOuter = methods.length === 0 || methods.some((one) => one === 'PEAP' || one === 'TTLS');
  return { method: isOuter ? 'MSCHAPV2' : '', isEap: methods.includes('TTLS') };
}

function fileOf(use: EapFile['use'], named: string, isFile: IsFile): readonly EapFile[] {
  const path = named.replace(/^file:\/\//, '');
  return path === '' ? [] : [{ use, path, isThere: isFile(path) }];
}

const CARRIED = ['PEAP', 'TTLS', 'TLS', 'PWD'];
/** Those of NetworkManager that need no second certificate; empty: none. */
const INNER_EAP = ['', 'MD5', 'MSCHAPV2', 'OTP', 'GTC'];
const INNER = [...INNER_EAP, 'PAP', 'CHAP', 'MSCHAP'];

function notCarried({ methods, phase2, isPhase2Eap }: Eap): string | undefined {
  const outer = methods.find((method) => !CARRIED.includes(method));
  if (outer !== undefined) return `EAP ${outer}`;
  return (isPhase2Eap ? INNER_EAP : INNER).includes(phase2) ? undefined : `${phase2} inside of EAP`;
}

function eapProblem(eap: Eap, fields: WpaFields): string | null {
  const missing = eap.files.find(({ isThere }) => !isThere);
  const odd = notCarried(eap);
  if (missing !== undefined) return `the file ${missing.path} is missing`;
  if (odd !== undefined) return `${odd} is not carried over`;
  if (eap.identity === '') return 'it names no identity';
  if (fields.get('password')?.startsWith('hash:') === true)
    return 'its password is there as a hash alone';
  if (eap.methods.includes('TLS'))
    return eap.files.some(({ use }) => use === 'private_key') ? null : 'it names no private key';
  return eap.password === null ? 'its password is not in the file' : null;
}
