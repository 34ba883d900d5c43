import { Secret, type Content } from '../../model/secret.ts';
import { isAddress } from './addresses.ts';
import type { WrittenProxy } from './read-proxy.ts';

/**
 * `system-proxy/redsocks.conf` as balena's supervisor writes it, so that it can read it as well. balenaOS puts its own
 * address and port in the place of the local ones.
 */
export function redsocksConf({ type, host, port, login, password }: WrittenProxy): Content {
  return [
    'base {\n\tlog_debug = off;\n\tlog_info = on;\n\tlog = stderr;\n\tdaemon = off;\n\tredirector = iptables;\n}\n\n',
    `redsocks {\n\ttype = ${type};\n\tip = ${hostWord(host)};\n\tport = ${String(port)};\n`,
    ...secretLine('login', login),
    ...secretLine('password', password),
    '\tlocal_ip = 127.0.0.1;\n\tlocal_port = 12345;\n}\n',
  ];
}

/** To redsocks' parser a bare word that begins with a digit is a number or an address. */
const hostWord = (host: string): string =>
  isAddress(host) || !/^\d/.test(host) ? host : `"${host}"`;

const secretLine = (key: string, value: string | null): Content =>
  value === null ? [] : [`\t${key} = "`, new Secret(escaped(value)), '";\n'];

/** redsocks' parser knows these two inside of quotes; a control character is never there. */
const escaped = (text: string): string => text.replace(/["\\]/g, String.raw`\$&`);
