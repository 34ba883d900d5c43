import { present } from '../present.ts';

/** One stop of `ProxyJump`. */
export interface JumpSpec {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

/** `[user@]host[:port]` and `ssh://…`, with commas between; empty for `none`, null where it can't be read. */
export function readJumpList(text: string): readonly JumpSpec[] | null {
  if (text.toLowerCase() === 'none') return [];
  const specs = text.split(',').map(readJump);
  return specs.includes(null) ? null : specs.filter((spec) => spec !== null);
}

const JUMP =
  /^(?:(?<user>.+)@)?(?:\[(?<inBrackets>[^\]]+)\]|(?<plain>[^:@[\]]+|[^@[\]]*:[^@[\]]*:[^@[\]]*))(?::(?<port>\d+))?$/;

function readJump(text: string): JumpSpec | null {
  const place = /^ssh:\/\/([^/]*)\/?$/i.exec(text)?.[1] ?? text;
  const { user, inBrackets, plain, port: digits } = JUMP.exec(place)?.groups ?? {};
  const host = inBrackets ?? plain;
  const port = digits === undefined ? undefined : Number(digits);
  return host === undefined || !isPort(port) ? null : present<JumpSpec>({ host, user, port });
}

const isPort = (port = 22): boolean => port >= 1 && port <= 65_535;

/** The way back, for `ProxyJump` of the hop behind. */
export const writeJump = ({ host, user, port }: JumpSpec): string =>
  `${user === undefined ? '' : `${user}@`}${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${String(port)}`}`;
