import type { Bytes } from '../../model/bytes.ts';
import { clientIdOf } from '../../model/network.ts';

export type SentId = { readonly name: string; readonly clientId: string };

/**
 * The identifiers that dhclient.conf(5) has its client send, for one interface (`interface "eth0" { … }`) or for all (no name). What is
 * computed (`= hardware`, `concat`) is none.
 */
export function readDhclient(text: Bytes): readonly SentId[] {
  const found: SentId[] = [];
  let name = '';
  for (const statement of text.replace(/^([^"#\n]*)#.*$/gm, '$1').split(/(?<=[;{}])/)) {
    const scope = /interface\s+"([^"]*)"\s*\{/.exec(statement)?.[1];
    if (scope !== undefined) name = scope;
    else if (statement.trim() === '}') name = '';
    const value = /\bsend\s+dhcp-client-identifier\s*=?\s*(.*?)\s*;/s.exec(statement)?.[1] ?? '';
    const clientId = idIn(value);
    if (clientId !== null) found.push({ name, clientId });
  }
  return found;
}

function idIn(value: Bytes): string | null {
  const text = /^"((?:[^"\\]|\\.)+)"$/s.exec(value)?.[1];
  if (text !== undefined) return clientIdOf(unescapedText(text));
  return /^[\da-f]{1,2}(?::[\da-f]{1,2})+$/i.test(value)
    ? value
        .toLowerCase()
        .split(':')
        .map((part) => part.padStart(2, '0'))
        .join(':')
    : null;
}

/** `"\001RT\000"`: octal and hex escapes of ISC's parser. */
const unescapedText = (text: Bytes): Bytes =>
  text.replace(/\\(x[\da-f]{2}|[0-7]{3}|.)/gi, (_, code: string) => {
    if (/^x/i.test(code) && code.length === 3)
      return String.fromCharCode(parseInt(code.slice(1), 16));
    return /^[0-7]{3}$/.test(code) ? String.fromCharCode(parseInt(code, 8) & 0xff) : code;
  });
