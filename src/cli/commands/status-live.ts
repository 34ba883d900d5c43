import { dirname } from 'node:path';
import type { HostContext } from '../../engine/context.ts';
import { owners, type Owners } from '../../facts/owner.ts';
import { StemError } from '../../model/errors.ts';
import { STAGING } from '../../model/paths.ts';
import { deviceLine, deviceSays } from '../../report/device-now.ts';
import type { HostView, RunView } from '../../report/run-view.ts';
import type { App } from '../app.ts';
import type { Args } from '../args.ts';
import { connectorTo } from '../connector-to.ts';
import { EXIT } from '../exit-code.ts';
import { readExtraVars } from '../extra-vars.ts';
import { forksOf, sshOver } from '../options.ts';
import { DEFAULT_PLAYBOOK } from '../package-root.ts';
import type { FoundRun } from '../run/find-run.ts';
import { readPlaybook } from '../run/playbook-file.ts';
import { allTargets, targetsOfPlays } from '../run/plays.ts';
import { parseRequest } from '../run/request.ts';
import type { Target } from '../targets.ts';
import { visitHosts, type Visited } from '../visit-hosts.ts';

const DEFAULT_TIMEOUT_S = 60;

/** Asks each device of a run where it is now. It only asks, so that it may run beside the run. Returns the exit code. */
export async function statusLive(
  { view, events }: FoundRun,
  args: Args,
  app: App,
): Promise<number> {
  const targets = targetsOf(view, args, app);
  const timeoutMs = 1000 * (args.number('timeout', 1) ?? DEFAULT_TIMEOUT_S);
  const views = new Map(view.hosts.map((host) => [host.host, host]));
  const visit = {
    targets,
    connector: connectorTo(targets),
    forks: forksOf(args),
    isJson: args.flag('json'),
    kind: 'device',
    past: { runId: view.runId, events: events.filter(({ kind }) => kind === 'host.seen') },
  };
  return visitHosts(visit, app, (context) => {
    const recorded = views.get(context.host.name);
    if (recorded === undefined) throw new Error(`${context.host.name} is not in the run`);
    return within(timeoutMs, lookAt(context, recorded, view.runId));
  });
}

/** The devices of the run as it was asked for, those that match `--limit`. */
function targetsOf(view: RunView, args: Args, app: App): readonly Target[] {
  const request = parseRequest(view.request, view.runId);
  const { inventory, extraVars } = request;
  const playbook = readPlaybook(
    request.playbook ?? DEFAULT_PLAYBOOK,
    readExtraVars(extraVars, app.secrets?.vault),
    app,
  );
  const query = {
    inventory,
    extraVars,
    limit: args.text('limit') ?? request.limit,
    ...sshOver(request, args, app),
    playFolder: request.playbook === null ? null : dirname(request.playbook),
  };
  const names = new Set(view.hosts.map(({ host }) => host));
  return allTargets(targetsOfPlays(playbook, query, app)).filter(({ host }) =>
    names.has(host.name),
  );
}

async function lookAt(context: HostContext, view: HostView, runId: string): Promise<Visited> {
  const startedMs = Date.now();
  const { system, bootId } = await context.locate();
  const { held } = await context.ask({ held: owners(STAGING) });
  const { lock, staging } = held as Owners; // `ask` answers each fact under its name.
  const says = deviceSays(view, { system, lock, staging }, runId);
  const { site, standing, where: recorded } = view;
  const ms = Date.now() - startedMs;
  return {
    lines: [deviceLine(view, system, says)],
    record: { site, standing, recorded, system, bootId, lock, staging, says, ms },
    exit: EXIT.ok,
  };
}

/** The engine would wait for minutes for a device that was seen and went silent. Who only looks does not. */
async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new StemError(`no whole answer in ${String(timeoutMs / 1000)} s`, {
          code: 'LINK_LOST',
          hint: 'Ask again, or give it longer: --timeout 300.',
        }),
      );
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
