import { hexOf, type Bytes } from './bytes.ts';
import { Secret } from './secret.ts';

/** What a device's network looks like while it works, by MAC: names of interfaces change between systems. */
export type Network = {
  readonly interfaces: readonly Interface[];
  readonly dns: readonly string[];
  readonly search: readonly string[];
  /** Radio networks that it knows. Records of earlier versions lack it. */
  readonly wifi?: readonly KnownWifi[];
};

/** What is optional was not asked by earlier versions, whose records are read all the same. */
export type Interface = {
  /** Lower case, `52:54:00:12:34:56`. Of a VLAN: that of the card below. */
  readonly mac: string;
  /** The name in the old system: for people. */
  readonly name: string;
  readonly kind?: 'wifi' | 'vlan';
  readonly isDhcp: boolean;
  /** `192.168.1.20/24`, IPv6 as well, but for those that a router advertises. */
  readonly addresses: readonly string[];
  /** It has IPv6 addresses that a router advertises. Every system takes those by itself, and they may be others then. */
  readonly isAdvertised: boolean;
  readonly routes: readonly Route[];
  /** Where it is not the usual one. */
  readonly mtu?: number;
  /** What its DHCP client sends as its identifier: `01:52:54:00:12:34:56`. */
  readonly clientId?: string;
  readonly vlan?: number;
  /** The radio network that it is in, in hex. */
  readonly ssid?: string;
  /** Known from files alone: it is not up, so the environment leaves it alone. */
  readonly isDown?: true;
};

/** `via` is null for a route to what is on the link. */
export type Route = {
  readonly to: string;
  readonly via: string | null;
  readonly isOnLink: boolean;
  /** Where it is not 0. */
  readonly metric?: number;
  /** Learned from a router's advertisement. */
  readonly isAdvertised: boolean;
};

/** A text that no journal gets: it is a `Secret` while it is in memory, and `[secret]` wherever it is written as JSON. */
export type Hidden = { readonly '~secret'?: never };

export const hide = (text: string): Hidden => new Secret(text) as unknown as Hidden;

/** @throws TypeError where it comes from a journal, and so is none any more */
export function unhide(hidden: Hidden): Secret {
  const value: unknown = hidden;
  if (value instanceof Secret) return value;
  throw new TypeError('a secret that was read back from a journal');
}

/** A radio network as one of the old system's files has it. */
export type Wifi = {
  /** In hex: any bytes. */
  readonly ssid: string;
  readonly isHidden: boolean;
  /** Higher is preferred. */
  readonly priority: number;
  readonly security: WifiSecurity;
};

/** The cards are those whose MAC they are; none: any card that is there. */
export type KnownWifi = Wifi & {
  readonly macs: readonly string[];
  /** The file, for people. */
  readonly source: string;
  /** Addresses that the file fixes; absent where they come by DHCP. */
  readonly fixed?: IpSettings;
};

export type WifiSecurity =
  | { readonly kind: 'open' }
  /** Bytes, 5 or 13 of them; `index` is 0 to 3. */
  | {
      readonly kind: 'wep';
      readonly key: Hidden;
      readonly index: number;
      readonly isShared: boolean;
    }
  /** A passphrase of 8 to 63 bytes, or 64 hex digits. */
  | { readonly kind: 'psk'; readonly psk: Hidden }
  | { readonly kind: 'sae'; readonly password: Hidden }
  | { readonly kind: 'eap'; readonly eap: Eap }
  /** Nobody could join with what the files say. */
  | { readonly kind: 'unusable'; readonly because: string };

/** WPA-Enterprise, with the values of wpa_supplicant. Empty where it is not set. */
export type Eap = {
  /** `PEAP`, in capitals. */
  readonly methods: readonly string[];
  readonly identity: string;
  readonly anonymousIdentity: string;
  readonly password: Hidden | null;
  /** `MSCHAPV2`, in capitals. */
  readonly phase2: string;
  /** Of TTLS: the inner method is one of EAP's. */
  readonly isPhase2Eap: boolean;
  readonly domainSuffix: string;
  readonly subjectMatch: string;
  readonly keyPassword: Hidden | null;
  /** Paths on the old system. */
  readonly files: readonly EapFile[];
};

export type EapFile = {
  readonly use: 'ca_cert' | 'client_cert' | 'private_key';
  readonly path: string;
  readonly isThere: boolean;
};

export type IpSettings = {
  readonly addresses: readonly string[];
  readonly routes: readonly Route[];
  readonly dns: readonly string[];
  readonly search: readonly string[];
};

/** One connection as a file of the old system has it. */
export type Connection = {
  readonly source: string;
  readonly kind: ConnectionKind;
  /** The interface; empty: any. */
  readonly name: string;
  /** Of the card, of a VLAN that of the card below; empty: any. */
  readonly mac: string;
  readonly isDhcp: boolean;
  readonly ip: IpSettings;
  readonly mtu: number | null;
  readonly clientId: string | null;
  readonly vlan: { readonly id: number; readonly parent: string } | null;
  readonly wifi: Wifi | null;
};

export type ConnectionKind = 'ethernet' | 'wifi' | 'vlan' | 'bridge' | 'bond' | 'mobile' | 'other';

export const NO_IP: IpSettings = { addresses: [], routes: [], dns: [], search: [] };

/** What most connections are; parsers say where theirs differs. */
export const PLAIN_CONNECTION: Omit<Connection, 'source'> = {
  kind: 'ethernet',
  name: '',
  mac: '',
  isDhcp: false,
  ip: NO_IP,
  mtu: null,
  clientId: null,
  vlan: null,
  wifi: null,
};

/** `any` bytes of a DHCP client identifier as the model has them. */
export const clientIdOf = (bytes: Bytes): string => hexOf(bytes).replace(/..(?!$)/g, '$&:');

/** A route as files have them: none is advertised. */
export const routeTo = (to: string, via: string | null): Route => ({
  to,
  via,
  isOnLink: false,
  isAdvertised: false,
});

/**
 * What a secret of a file is good for. A passphrase that no keyfile could hold is one of bytes: see `src/model/psk.ts`.
 */
export function pskSecurity(psk: Bytes): WifiSecurity {
  const isHash = /^[\da-f]{64}$/i.test(psk);
  return isHash || (psk.length >= 8 && psk.length <= 63)
    ? { kind: 'psk', psk: hide(psk) }
    : { kind: 'unusable', because: 'its passphrase has not 8 to 63 bytes' };
}

/** A WEP key: 5 or 13 bytes, or twice as many hex digits. */
export function wepSecurity(text: Bytes, index: number, isShared = false): WifiSecurity {
  const isHex = /^(?:[\da-f]{10}|[\da-f]{26})$/i.test(text);
  return isHex || text.length === 5 || text.length === 13
    ? { kind: 'wep', key: hide(text), index: Math.max(0, Math.min(3, index)), isShared }
    : { kind: 'unusable', because: 'its WEP key has neither 5 nor 13 bytes' };
}
