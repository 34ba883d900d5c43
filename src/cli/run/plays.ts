import { hasCode, StemError } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import type { Play, Playbook } from '../../planning/playbook/playbook.ts';
import type { App } from '../app.ts';
import { findTargets, type Target, type TargetQuery } from '../targets.ts';

/** A play with the devices that it is for. */
export interface PlayTargets {
  readonly play: Play;
  readonly targets: readonly Target[];
}

/**
 * The devices of each play. One that matches none is left out, with a warning, where another play matches some.
 * @throws StemError NO_HOSTS where none does
 */
export function targetsOfPlays(
  { plays }: Playbook,
  {
    limit,
    ...query
  }: Omit<TargetQuery, 'patterns' | 'playVars'> & { readonly limit: string | null },
  app: App,
): readonly PlayTargets[] {
  let isQuiet = false;
  const found = plays.flatMap((play): readonly PlayTargets[] => {
    // What is odd about the inventory is told once.
    const quiet = isQuiet ? { ...app, err: () => undefined } : app;
    isQuiet = true;
    const patterns = [play.hosts, ...(limit === null ? [] : [limit])];
    try {
      const targets = findTargets(
        {
          ...query,
          patterns,
          playVars: play.vars,
          ...(play.remoteUser !== null && { remoteUser: play.remoteUser }),
        },
        quiet,
      );
      return [{ play, targets }];
    } catch (error) {
      if (plays.length === 1 || !hasCode(error, 'NO_HOSTS')) throw error;
      app.err(`warning: the play "${play.name}" is left out: ${error.message}`);
      return [];
    }
  });
  if (found.length > 0) return found;
  throw new StemError('no play of the playbook matches a host', {
    code: 'NO_HOSTS',
    hint: 'Look at `stem-remote inventory --graph`.',
  });
}

/** Every device once, as the first of its plays sees it. */
export function allTargets(plays: readonly PlayTargets[]): readonly Target[] {
  const byName = new Map<string, Target>();
  for (const { targets } of plays)
    for (const target of targets)
      if (!byName.has(target.host.name)) byName.set(target.host.name, target);
  return [...byName.values()];
}

/** Vars that are the same for all plays of a device, such as those of its bundle. */
export function withMore(
  { targets }: PlayTargets,
  before: readonly Target[],
  after: readonly Target[],
): ReadonlyMap<string, Vars> {
  const old = new Map(before.map(({ host, vars }) => [host.name, vars]));
  const added = new Map(
    after.map(({ host, vars }) => [
      host.name,
      Object.fromEntries(
        Object.entries(vars).filter(([name]) => !(name in (old.get(host.name) ?? {}))),
      ),
    ]),
  );
  return new Map(
    targets.map(({ host, vars }) => [host.name, { ...vars, ...added.get(host.name) }]),
  );
}
