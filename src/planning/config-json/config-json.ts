import { Secret } from '../../model/secret.ts';

/** What `config.json` holds: JSON, with secrets in places. (As a type of its own that would be recursive over a class.) */
export type Config = Readonly<Record<string, unknown>>;

export const isConfig = (value: unknown): value is Config =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Secret);

/** What `over` says of a key wins; mappings are laid over each other, and null takes a key away. */
export function mergeConfig(under: Config, over: Config): Config {
  const names = [...new Set([...Object.keys(under), ...Object.keys(over)])];
  return Object.fromEntries(
    names.flatMap((name): (readonly [string, unknown])[] => {
      const [below, above] = [own(under, name), own(over, name)];
      if (above === null) return [];
      if (isConfig(above)) return [[name, mergeConfig(isConfig(below) ? below : {}, above)]];
      const value = above ?? below;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A key may be called `__proto__`. */
const own = (config: Config, name: string): unknown =>
  Object.hasOwn(config, name) ? config[name] : undefined;

/** Texts of digits where the system wants numbers: a template makes texts of them. */
const NUMBERS = [
  ...['applicationId', 'deviceId', 'userId', 'vpnPort', 'listenPort'],
  ...['appUpdatePollInterval', 'registered_at'],
];

export const withNumbers = (config: Config): Config =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      NUMBERS.includes(key) && typeof value === 'string' && /^\d{1,15}$/.test(value)
        ? Number(value)
        : value,
    ]),
  );
