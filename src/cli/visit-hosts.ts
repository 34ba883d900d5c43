import pLimit from 'p-limit';
import { HostContext, type Ports } from '../engine/context.ts';
import { journalPath } from '../journal/default-path.ts';
import { keptBeside } from '../journal/kept-files.ts';
import { memoryJournal } from '../journal/memory.ts';
import { StemError } from '../model/errors.ts';
import type { Journal, StemEvent } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import type { KeptFiles } from '../model/kept.ts';
import type { Connector } from '../model/session.ts';
import { errorText } from '../report/error-text.ts';
import { jsonLine } from '../report/json-lines.ts';
import type { App } from './app.ts';
import { EXIT, isUnreachable } from './exit-code.ts';
import { PLANNED_RUN } from './run/halt.ts';
import type { Target } from './targets.ts';

export interface Visit {
  readonly targets: readonly Target[];
  readonly connector: Connector;
  readonly forks: number;
  readonly isJson: boolean;
  /** The `kind` of the JSON lines. */
  readonly kind: string;
  /** A run that the devices are known from: then none is taken for another. */
  readonly past?: { readonly runId: string; readonly events: readonly StemEvent[] };
}

/** What a visit to one host found: for people, for programs, and for the exit code. */
export interface Visited {
  readonly lines: readonly string[];
  readonly record: Readonly<Record<string, Json>>;
  readonly exit: number;
}

/** Looks at hosts without a run and without a journal. Prints each result as it comes; returns the exit code. */
export async function visitHosts(
  { targets, connector, forks, isJson, kind, past }: Visit,
  app: App,
  work: (context: HostContext, target: Target) => Promise<Visited>,
): Promise<number> {
  const controller = new AbortController();
  const off = app.onSignal(() => {
    app.err('aborted: links are closed');
    controller.abort();
    off();
  });
  const isAborted = (): boolean => controller.signal.aborted;
  const limit = pLimit(forks);
  const journal = journalOf(past);
  const visitOne = async (target: Target): Promise<number> => {
    if (isAborted()) return EXIT.ok;
    const context = new HostContext(target.host, target.vars, {
      ...portsOf(connector, controller.signal, keptBeside(journalPath(app.env, app.home))),
      ...(past !== undefined && { runId: past.runId, journal }),
    });
    try {
      const { lines, record, exit } = await work(context, target);
      if (isJson) app.out(jsonLine({ kind, host: target.host.name, ...record }));
      else if (lines.length > 0) app.out(lines.join('\n'));
      return exit;
    } catch (error) {
      if (isAborted()) return EXIT.ok;
      if (isJson) app.out(jsonLine({ kind, host: target.host.name, ...failureOf(error) }));
      app.err(errorText(error, target.host.name));
      return bitOf(error);
    } finally {
      await context.hangUp();
    }
  };
  try {
    const exits = await Promise.all(targets.map((target) => limit(() => visitOne(target))));
    return isAborted() ? EXIT.aborted : exits.reduce((bits, exit) => bits | exit, 0);
  } finally {
    off();
  }
}

/** Nothing is written to the run's own. */
function journalOf(past: Visit['past']): Journal {
  const byHost = new Map<string, StemEvent[]>();
  for (const event of past?.events ?? [])
    byHost.set(event.host, [...(byHost.get(event.host) ?? []), event]);
  return { ...memoryJournal(), read: (_, host = '') => Promise.resolve(byHost.get(host) ?? []) };
}

const failureOf = (error: unknown): Readonly<Record<string, Json>> => ({
  error:
    error instanceof StemError
      ? { code: error.code, message: error.message, hint: error.hint }
      : { code: 'INTERNAL', message: String(error), hint: '' },
});

/** As a bit: nothing else adds up. */
function bitOf(error: unknown): number {
  if (isUnreachable(error)) return EXIT.unreachable;
  return error instanceof StemError ? EXIT.failed : EXIT.internal;
}

/** Nothing is written ahead, since nothing is changed. */
const portsOf = (connector: Connector, signal: AbortSignal, kept: KeptFiles): Ports => ({
  kept,
  runId: PLANNED_RUN,
  connector,
  journal: memoryJournal(),
  clock: {
    now: () => new Date().toISOString(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  },
  assertLease: () => Promise.resolve(),
  watch: () => undefined,
  stop: () => 'go-on',
  signal,
});
