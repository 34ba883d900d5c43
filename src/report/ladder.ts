import type { Host } from '../model/session.ts';
import { count, names } from './words.ts';

/** `7 devices at 2 sites (berlin 4, rome 3), in batches of 1, then 3, then 3`: what is about to begin. */
export function ladderText(batches: readonly (readonly Host[])[]): string {
  const sites = new Map<string, number>();
  for (const { site } of batches.flat()) sites.set(site, (sites.get(site) ?? 0) + 1);
  const each = names(
    [...sites].map(([site, hosts]) => `${site} ${String(hosts)}`),
    8,
  );
  const where = sites.size > 1 ? ` at ${count(sites.size, 'site')} (${each})` : '';
  const ladder = batches.map(({ length }) => String(length)).join(', then ');
  return `${count(batches.flat().length, 'device')}${where}, in batches of ${ladder}`;
}
