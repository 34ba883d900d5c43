import { parseAddress } from './address.ts';
import { expandRange } from './host-range.ts';

/** What a host as written stands for: `web[1:3]:2222` is three names and a port. */
export interface Named {
  readonly names: readonly string[];
  readonly port: number | null;
}

/** Ranges and the port of a host as INI and YAML write it. What is no address is one name. @throws LineProblem */
export function readPattern(pattern: string): Named {
  const address = parseAddress(pattern);
  return { names: expandRange(address?.host ?? pattern), port: address?.port ?? null };
}

/** The hosts of `-i web1,web2:2222,`: a comma makes it a list. Ranges are not expanded, as in Ansible. */
export const readHostList = (list: string): readonly Named[] =>
  list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .map((word) => {
      const address = parseAddress(word);
      const isOne = address !== null && !address.host.includes('[');
      return isOne ? { names: [address.host], port: address.port } : { names: [word], port: null };
    });
