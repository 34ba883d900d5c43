import type { Vars } from './params.ts';

/** What a template may ask of the other hosts. Nothing is computed before it is asked for: a fleet may be large. */
export interface Fleet {
  readonly groups: readonly string[];
  readonly hosts: readonly string[];
  /** The hosts of a group and of its children. */
  readonly hostsOf: (group: string) => readonly string[];
  /** What inventory and command line say of a host; null where there is none of that name. */
  readonly varsOf: (host: string) => Vars | null;
  readonly play?: PlayHosts;
}

export interface PlayHosts {
  readonly hosts: readonly string[];
  /** The hosts of this host's batch. */
  readonly batch: readonly string[];
}

const FLEET = Symbol('fleet');

/** Lets templates read `groups` and `hostvars`. It is no var: nobody who lists or digests the vars meets the whole fleet. */
export const withFleet = (vars: Vars, fleet: Fleet): Vars => ({ ...vars, [FLEET]: fleet });

export const fleetIn = (vars: Vars): Fleet | undefined => (vars as { [FLEET]?: Fleet })[FLEET];

/** Lets templates read `ansible_play_hosts` and `ansible_play_batch` as well. */
export function withPlay(vars: Vars, play: PlayHosts): Vars {
  const fleet = fleetIn(vars);
  return fleet === undefined ? vars : withFleet(vars, { ...fleet, play });
}
