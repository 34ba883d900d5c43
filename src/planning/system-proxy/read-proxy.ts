import type { ProxyType } from '../../model/system-proxy.ts';
import { isAddress, isHostName } from './addresses.ts';

/** A proxy as it was written. The login and the password are decoded. */
export interface WrittenProxy {
  readonly type: ProxyType;
  readonly host: string;
  readonly port: number;
  readonly login: string | null;
  readonly password: string | null;
}

/** The proxy, or what is wrong, as sentences without their end. None of them quotes the text: it may hold a password. */
export type ReadProxy =
  | { readonly proxy: WrittenProxy; readonly problems: readonly [] }
  | { readonly proxy: null; readonly problems: readonly string[] };

const TYPES: Readonly<Record<string, ProxyType>> = {
  http: 'http-connect',
  socks5: 'socks5',
  socks4: 'socks4',
};

/** SOCKS counts a login and a password in one byte. */
const MOST_BYTES = 255;

/** Reads `http://login:password@HOST:PORT`, or that with `socks5://` or `socks4://`. */
export function readProxy(text: string): ReadProxy {
  const [, scheme = '', rest = ''] = /^([A-Za-z\d+.-]+):\/\/(.*)$/s.exec(text.trim()) ?? [];
  const type = TYPES[scheme.toLowerCase()];
  if (type === undefined)
    return refused('stem_proxy must begin with http://, socks5:// or socks4://');
  const at = rest.lastIndexOf('@');
  const place = placeIn(rest.slice(at + 1));
  const login = at < 0 ? NO_LOGIN : loginIn(rest.slice(0, at), type);
  const problems = [place, login].filter((part) => typeof part === 'string');
  if (typeof place === 'string' || typeof login === 'string') return refused(...problems);
  return { proxy: { type, ...place, ...login }, problems: [] };
}

type Place = Pick<WrittenProxy, 'host' | 'port'>;
type Login = Pick<WrittenProxy, 'login' | 'password'>;

const NO_LOGIN: Login = { login: null, password: null };

const refused = (...problems: readonly string[]): ReadProxy => ({ proxy: null, problems });

function placeIn(text: string): Place | string {
  const [, host = '', digits = ''] = /^([^:/?#[\]\s]+):(\d{1,5})\/?$/.exec(text) ?? [];
  const port = Number(digits);
  if (host === '' || port < 1 || port > 65_535)
    return 'stem_proxy must end with HOST:PORT, the port from 1 to 65535';
  return isAddress(host) || isHostName(host)
    ? { host, port }
    : 'the host of stem_proxy must be an IPv4 address or a host name: redsocks knows no others';
}

function loginIn(text: string, type: ProxyType): Login | string {
  if (/[/?#@[\]\s]/.test(text))
    return 'the login and the password of stem_proxy must be written as in a URL: / as %2F, @ as %40, a blank as %20';
  const at = text.indexOf(':');
  const login = decoded(at < 0 ? text : text.slice(0, at));
  const password = at < 0 ? null : decoded(text.slice(at + 1));
  if (login === undefined || password === undefined)
    return 'a % of stem_proxy begins no character: write % itself as %25';
  const strange = [login, password ?? ''].some(
    (part) => /\p{Cc}/u.test(part) || bytesOf(part) > MOST_BYTES,
  );
  if (strange)
    return `the login and the password of stem_proxy may have no control characters, and ${String(MOST_BYTES)} bytes each`;
  return wantedBy(type, { login, password });
}

/** What redsocks makes of a login by the type: half of one it would drop, and go on without. */
function wantedBy(type: ProxyType, { login, password }: Login): Login | string {
  if (type === 'socks4') {
    if (password !== null) return 'stem_proxy has a password, and socks4 knows none';
    return login === '' ? 'the login of stem_proxy is empty' : { login, password };
  }
  if (isEmpty(login) || isEmpty(password))
    return 'stem_proxy needs a login and a password, or neither: redsocks drops half of them';
  if (type === 'http-connect' && login?.includes(':') === true)
    return 'the login of stem_proxy has a colon, which ends a login in HTTP';
  return { login, password };
}

const isEmpty = (text: string | null): boolean => text === null || text === '';

/** Undefined where it can't be decoded. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
