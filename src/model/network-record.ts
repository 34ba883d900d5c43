import type { Json } from './json.ts';
import {
  hide,
  unhide,
  type EapFile,
  type Hidden,
  type KnownWifi,
  type Network,
} from './network.ts';
import { Secret, type Content } from './secret.ts';

/** The network as JSON for the staging partition. What is hidden is `{ "secret": "…" }` there, and a `Secret` on its way. */
export const recordOf = (network: Partial<Network> | Partial<KnownWifi>): Content =>
  joined(contentOf(network));

/** Null where it is no record. Records of earlier versions have no secrets. */
export function readRecord(text: string): Network | null {
  try {
    return JSON.parse(text, (_, value: unknown) =>
      isHiddenJson(value) ? hide(value.secret) : value,
    ) as Network;
  } catch {
    return null;
  }
}

const isHiddenJson = (value: unknown): value is { readonly secret: string } =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).join() === 'secret' &&
  typeof (value as { secret: unknown }).secret === 'string';

const isHidden = (value: unknown): value is Hidden => value instanceof Secret;

function contentOf(value: unknown): Content {
  if (isHidden(value))
    return ['{"secret":', new Secret(JSON.stringify(unhide(value).reveal())), '}'];
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)];
  const parts = Array.isArray(value)
    ? value.map((item: Json) => contentOf(item))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [`${JSON.stringify(key)}:`, ...contentOf(item)]);
  const [begin, end] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return [begin, ...parts.flatMap((part, index) => (index === 0 ? part : [',', ...part])), end];
}

/** Neighbouring texts as one. */
const joined = (content: Content): Content =>
  content.reduce<Content>((parts, part) => {
    const last = parts.at(-1);
    return typeof part === 'string' && typeof last === 'string'
      ? [...parts.slice(0, -1), last + part]
      : [...parts, part];
  }, []);

/** The certificates and keys of WPA-Enterprise that are taken along, each path once, and their names wherever they go. */
export function certificatesOf(network: Network): ReadonlyMap<string, string> {
  const paths = [...new Set((network.wifi ?? []).flatMap(filesOf).map(({ path }) => path))];
  return new Map(paths.map((path, index) => [path, `cert-${String(index + 1)}${endingOf(path)}`]));
}

const filesOf = ({ security }: KnownWifi): readonly EapFile[] =>
  security.kind === 'eap' ? security.eap.files : [];

const endingOf = (path: string): string => /\.[A-Za-z\d]{1,4}$/.exec(path)?.[0].toLowerCase() ?? '';
