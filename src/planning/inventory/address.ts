/** A host as written: `web[1:9].example.com`, and the port behind it. */
export interface Address {
  readonly host: string;
  readonly port: number | null;
}

const NUMBERS = String.raw`\[[0-9]+:[0-9]+(?::[0-9]+)?\]`;
const HEX = String.raw`\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\]`;
const ALPHA = String.raw`\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]`;
const FOUR = `(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|${NUMBERS})`;
const SIX = `(?:[0-9a-f]{1,4}|${HEX})`;
const WORD = String.raw`[\p{L}\p{N}_]`;
const LABEL = `(?:${WORD}|${ALPHA})(?:${WORD}|-|${ALPHA})*(?<![_-])`;

const IPV4 = new RegExp(`^(?:${FOUR}\\.){3}${FOUR}$`, 'i');
/** As in Ansible only the last alternative reaches to the end. */
const IPV6 = new RegExp(
  [
    `^(?:(?:${SIX}:){7}${SIX}`,
    `(?:${SIX}:){1,6}:`,
    `(?:${SIX}:)(?::${SIX}){1,6}`,
    `(?:${SIX}:){2}(?::${SIX}){1,5}`,
    `(?:${SIX}:){3}(?::${SIX}){1,4}`,
    `(?:${SIX}:){4}(?::${SIX}){1,3}`,
    `(?:${SIX}:){5}(?::${SIX}){1,2}`,
    `(?:${SIX}:){6}(?::${SIX})`,
    `:(?::${SIX}){1,6}`,
    `${SIX}?::`,
    `(?:0:){6}(?:${SIX}\\.){3}${SIX}`,
    `::(?:ffff:)?(?:${SIX}\\.){3}${SIX}`,
    `(?:0:){5}ffff:(?:${SIX}\\.){3}${SIX}$)`,
  ].join('|'),
  'i',
);
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'iu');
const PORTS = [/^\[(.+)\]:([0-9]+)$/, /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/];

export const isIpAddress = (text: string): boolean => IPV4.test(text) || IPV6.test(text);

/** Null where Ansible's `parse_address` knows no host in it. Ranges are allowed. */
export function parseAddress(text: string): Address | null {
  let host = text;
  let port: number | null = null;
  for (const pattern of PORTS) {
    const found = pattern.exec(host);
    if (found === null) continue;
    host = found[1] ?? '';
    port = Number(found[2]);
  }
  return isIpAddress(host) || NAME.test(host) ? { host, port } : null;
}
