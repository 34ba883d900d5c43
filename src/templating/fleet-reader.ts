import { fleetIn, type Fleet } from '../model/fleet.ts';
import type { Vars } from '../model/params.ts';
import { Undefined, type Cell, type Dict } from './cell.ts';
import { TemplateProblem } from './problem.ts';

/** How the vars of a host are read while a template runs. */
export interface FleetReading {
  /** Of the host that the template is for: what it has learned is there too. */
  readonly own: (name: string) => Cell;
  readonly ofOther: (vars: Vars) => (name: string) => Cell;
}

/** The vars of Ansible that tell of other hosts; undefined for any other name, and where there is no fleet. */
export function fleetReader(vars: Vars, reading: FleetReading): (name: string) => Cell | undefined {
  const fleet = fleetIn(vars);
  if (fleet === undefined) return () => undefined;
  return (name) => {
    switch (name) {
      case 'groups':
        return lazyDict('groups', fleet.groups, (group) => fleet.hostsOf(group));
      case 'hostvars':
        return lazyDict('hostvars', fleet.hosts, hostReader({ vars, fleet, reading }));
      case 'ansible_play_hosts':
      case 'ansible_play_hosts_all':
        return fleet.play?.hosts;
      case 'ansible_play_batch':
      case 'play_hosts':
        return fleet.play?.batch;
      default:
        return undefined;
    }
  };
}

interface Around {
  readonly vars: Vars;
  readonly fleet: Fleet;
  readonly reading: FleetReading;
}

function hostReader({ vars, fleet, reading }: Around): (host: string) => Cell {
  const known = new Map<string, Cell>();
  const dictOf = (host: string): Cell => {
    const isOwn = host === vars['inventory_hostname'];
    const others = isOwn ? vars : (fleet.varsOf(host) ?? {});
    const read = isOwn ? reading.own : reading.ofOther(others);
    return lazyDict(`hostvars["${host}"]`, Object.keys(others), (name) => read(name));
  };
  return (host) => {
    const dict = known.get(host) ?? dictOf(host);
    known.set(host, dict);
    return dict;
  };
}

/** A mapping whose values are computed when they are asked for. It can't be changed. */
function lazyDict(what: string, keys: readonly string[], valueOf: (key: string) => Cell): Dict {
  const names = new Set(keys);
  const refuse = (): never => {
    throw new TemplateProblem(`${what} can't be changed`, 'Set a var of your own: `set_fact:`.');
  };
  const get = (key: string): Cell => {
    const value = valueOf(key);
    // A var that is broken is not there, as anywhere else; who asks is told why.
    return value instanceof Undefined ? new Undefined(`${what}.${key}`, value.says) : value;
  };
  return new Proxy<Dict>(
    {},
    {
      get: (_, key) => (typeof key === 'string' && names.has(key) ? get(key) : undefined),
      has: (_, key) => typeof key === 'string' && names.has(key),
      ownKeys: () => [...names],
      // `Object.keys` and `hasOwn` ask for this; who wants the value gets it by `get`.
      getOwnPropertyDescriptor: (_, key) =>
        typeof key === 'string' && names.has(key)
          ? { value: null, enumerable: true, configurable: true, writable: true }
          : undefined,
      defineProperty: refuse,
      deleteProperty: refuse,
      set: refuse,
    },
  );
}
