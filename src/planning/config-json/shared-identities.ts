import { Secret } from '../../model/secret.ts';
import type { Config } from './config-json.ts';

export interface Identified {
  readonly name: string;
  readonly config: Config;
}

const UNIQUE = ['uuid', 'deviceApiKey', 'deviceId'] as const;

/** Two devices with one identity would take turns at being the same one: what is shared, and by whom. Never the value. */
export const sharedIdentities = (
  hosts: readonly Identified[],
): readonly { readonly key: string; readonly names: readonly string[] }[] =>
  UNIQUE.flatMap((key) => {
    const groups = new Map<string, string[]>();
    for (const { name, config } of hosts) {
      const value = textOf(config[key]);
      if (value !== '') groups.set(value, [...(groups.get(value) ?? []), name]);
    }
    return [...groups.values()]
      .filter((names) => names.length > 1)
      .map((names) => ({ key, names }));
  });

function textOf(value: unknown): string {
  if (value instanceof Secret) return value.reveal();
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
