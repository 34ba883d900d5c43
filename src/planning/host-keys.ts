import type { Value } from '../model/params.ts';

const KEY =
  /^(ssh-ed25519|ssh-rsa|ssh-dss|ecdsa-sha2-nistp(?:256|384|521)) ([A-Za-z0-9+/]+={0,2})(?: .*)?$/;

export interface HostKeys {
  /** `ssh-ed25519 AAAA…`, without what stands behind. */
  readonly keys: readonly string[];
  readonly problems: readonly string[];
}

/** Reads `stem_host_key`: one key, several with commas or line ends between them, or a list. */
export function readHostKeys(value: Value | undefined): HostKeys {
  if (value === undefined) return { keys: [], problems: [] };
  const given: readonly unknown[] =
    typeof value === 'string' ? value.split(/[,\n]/) : Array.isArray(value) ? value : [null];
  const keys = given.map((each) => (typeof each === 'string' ? keyOf(each.trim()) : null));
  const good = keys.filter((key) => key !== null);
  return good.length > 0 && good.length === keys.length
    ? { keys: good, problems: [] }
    : {
        keys: [],
        problems: ['stem_host_key must be a key like "ssh-ed25519 AAAA…", or a list of such'],
      };
}

/** Null where the type in front is not the one inside. */
function keyOf(line: string): string | null {
  const [, type, base64] = KEY.exec(line) ?? [];
  if (type === undefined || base64 === undefined || base64.length % 4 !== 0) return null;
  const inside = atob(base64);
  return inside.startsWith(`\0\0\0${String.fromCharCode(type.length)}${type}`)
    ? `${type} ${base64}`
    : null;
}
