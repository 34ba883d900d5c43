import { fromHex, hexOf, utf8Of } from '../model/bytes.ts';
import { unhide, type Eap, type EapFile, type Hidden, type Wifi } from '../model/network.ts';
import { portablePsk } from '../model/psk.ts';
import { Secret } from '../model/secret.ts';
import {
  bytesValue,
  listValue,
  numberList,
  stringValue,
  type Line,
  type Section,
} from './keyfile-text.ts';

interface Card {
  /** Empty: any. */
  readonly mac: string;
  readonly mtu: number | undefined;
  readonly pathOf: (path: string) => string;
}

/** `[wifi]`, and `[wifi-security]` and `[802-1x]` where it has them. */
export function wifiSections(wifi: Wifi, card: Card): readonly Section[] {
  const ssid = fromHex(wifi.ssid) ?? '';
  return [
    [
      'wifi',
      [
        ...(card.mac === '' ? [] : [['mac-address', [card.mac]] as const]),
        ['mode', ['infrastructure']],
        ['ssid', [bytesValue(ssid)]],
        ...(wifi.isHidden ? [['hidden', ['true']] as const] : []),
        ...(card.mtu === undefined ? [] : [['mtu', [String(card.mtu)]] as const]),
      ],
    ],
    ...securitySections(wifi, { ssid, pathOf: card.pathOf }),
  ];
}

function securitySections(
  { security }: Wifi,
  { ssid, pathOf }: { ssid: string; pathOf: Card['pathOf'] },
): readonly Section[] {
  const section = (...lines: readonly Line[]): Section => ['wifi-security', lines];
  switch (security.kind) {
    case 'open':
    case 'unusable':
      return [];
    case 'wep': {
      const index = String(security.index);
      return [
        section(
          ['key-mgmt', ['none']],
          ['auth-alg', [security.isShared ? 'shared' : 'open']],
          ['wep-key-type', ['1']],
          ['wep-tx-keyidx', [index]],
          [`wep-key${index}`, [mapped(security.key, wepHex)]],
        ),
      ];
    }
    case 'psk':
      return [
        section(
          ['key-mgmt', ['wpa-psk']],
          ['psk', [mapped(security.psk, (psk) => stringValue(portablePsk(psk, ssid)))]],
        ),
      ];
    case 'sae':
      return [section(['key-mgmt', ['sae']], ['psk', [mapped(security.password, textValue)]])];
    case 'eap':
      return [section(['key-mgmt', ['wpa-eap']]), ['802-1x', eapLines(security.eap, pathOf)]];
  }
}

const mapped = (hidden: Hidden, change: (text: string) => string): Secret =>
  new Secret(change(unhide(hidden).reveal()));

/** 10 or 26 digits are hex already. */
export const wepHex = (key: string): string =>
  key.length === 5 || key.length === 13 ? hexOf(key) : key;

const textValue = (bytes: string): string => stringValue(utf8Of(bytes) ?? bytes);

const KEYS: Readonly<Record<EapFile['use'], string>> = {
  ca_cert: 'ca-cert',
  client_cert: 'client-cert',
  private_key: 'private-key',
};

function eapLines(eap: Eap, pathOf: Card['pathOf']): readonly Line[] {
  const some = (key: string, text: string): readonly Line[] =>
    text === '' ? [] : [[key, [stringValue(text)]]];
  return [
    ['eap', [listValue(eap.methods.map((method) => method.toLowerCase()))]],
    ...some('identity', eap.identity),
    ...some('anonymous-identity', eap.anonymousIdentity),
    ...passwordLines(eap.password),
    ...some(eap.isPhase2Eap ? 'phase2-autheap' : 'phase2-auth', eap.phase2.toLowerCase()),
    ...some('domain-suffix-match', eap.domainSuffix),
    ...some('subject-match', eap.subjectMatch),
    ...filesOf(eap).map(({ use, path }): Line => [KEYS[use], [stringValue(pathOf(path))]]),
    ...(eap.keyPassword === null
      ? []
      : [['private-key-password', [mapped(eap.keyPassword, textValue)]] as const]),
  ];
}

/** NetworkManager wants a certificate where there is a key: one file may hold both. */
function filesOf({ files }: Eap): readonly EapFile[] {
  const key = files.find(({ use }) => use === 'private_key');
  return key === undefined || files.some(({ use }) => use === 'client_cert')
    ? files
    : [...files, { ...key, use: 'client_cert' }];
}

/** `password-raw` takes any bytes. */
const passwordLines = (password: Hidden | null): readonly Line[] => {
  if (password === null) return [];
  const isText = utf8Of(unhide(password).reveal()) !== null;
  return isText
    ? [['password', [mapped(password, textValue)]]]
    : [['password-raw', [mapped(password, numberList)]]];
};
