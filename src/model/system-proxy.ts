import { optional, Problem, type Reader } from './params.ts';

/** As redsocks calls them. */
export const PROXY_TYPES = ['http-connect', 'socks5', 'socks4'] as const;
export type ProxyType = (typeof PROXY_TYPES)[number];

/** The proxy of a site, without what is secret of it. */
export type SystemProxy = {
  readonly type: ProxyType;
  readonly host: string;
  readonly port: number;
  readonly hasLogin: boolean;
  /** IPv4 addresses and networks that the new system asks without it. */
  readonly exceptions: readonly string[];
};

/** What balenaOS never sends through its proxy, whatever `no_proxy` says: meta-balena's balena-proxy-config. */
export const NEVER_PROXIED: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** For people: all of it that may be shown. */
export const proxyText = ({ type, host, port }: SystemProxy): string =>
  `${type} ${host}:${String(port)}`;

/** As the controller made it of `stem_proxy` and `stem_no_proxy`. */
export const systemProxy: Reader<SystemProxy> = (value) =>
  isProxy(value) ? value : new Problem('what stem_proxy says');

/** Null where the device needs none. */
export const maybeProxy: Reader<SystemProxy | null> = optional<SystemProxy | null>(
  systemProxy,
  null,
);

function isProxy(value: unknown): value is SystemProxy {
  if (typeof value !== 'object' || value === null) return false;
  const { type, host, port, hasLogin, exceptions } = value as Readonly<Record<string, unknown>>;
  return (
    PROXY_TYPES.some((one) => one === type) &&
    typeof host === 'string' &&
    typeof port === 'number' &&
    typeof hasLogin === 'boolean' &&
    Array.isArray(exceptions) &&
    exceptions.every((each) => typeof each === 'string')
  );
}
