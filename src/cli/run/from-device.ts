import { takeRecord } from '../../engine/device-record.ts';
import type { HostContext } from '../../engine/context.ts';
import { deviceRecord, type DeviceRecord } from '../../facts/device-record.ts';
import { networkCards } from '../../facts/network-cards.ts';
import { holder, whyAlive, type Holder } from '../../facts/holder.ts';
import { openJournal, type JournalFile } from '../../journal/libsql.ts';
import { StemError } from '../../model/errors.ts';
import type { EventBody, StemEvent } from '../../model/event.ts';
import type { Host } from '../../model/session.ts';
import type { Whereabouts } from '../../model/system.ts';
import { readTarget } from '../../steps/target.ts';
import type { App } from '../app.ts';
import type { Args } from '../args.ts';
import { connectorTo } from '../connector-to.ts';
import { EXIT } from '../exit-code.ts';
import { forksOf, journalFile } from '../options.ts';
import { visitHosts } from '../visit-hosts.ts';
import { prepare, wantedOf, type Prepared, type Wanted } from './prepare.ts';
import { DEFAULT_JUMP_FORKS, requestJson, type RunRequest } from './request.ts';

/** A device, and the run that it says it is in. */
interface Found {
  readonly host: Host;
  readonly runId: string;
  readonly where: Whereabouts;
  readonly cards: readonly string[];
  readonly record: DeviceRecord;
}

export interface RunsFound {
  readonly runIds: readonly string[];
  /** Of the devices that could not be asked, or have nothing to tell. */
  readonly exit: number;
}

/**
 * Where the journal is lost: makes it anew from what the devices know, each asked first whether somebody drives it.
 * From then on these are runs as all others. @throws StemError for bad input, and where the journal has such a run
 */
export async function runsFromDevices(
  needs: 'record' | 'run',
  args: Args,
  app: App,
): Promise<RunsFound> {
  const wanted = wantedOf(args, app);
  const prepared = await prepare(wanted, app);
  const found: Found[] = [];
  const { targets } = prepared;
  const visit = { targets, connector: connectorTo(targets), forks: forksOf(args), isJson: false };
  const exit = await visitHosts({ ...visit, kind: 'device' }, app, async (context) => {
    const one = await lookAt(context, needs);
    found.push(one);
    const { where, record, runId } = one;
    app.err(
      `${one.host.name}: the ${where.system} system is up, in run ${runId}; ${String(record.events.length)} lines of its own record`,
    );
    return { lines: [], record: {}, exit: EXIT.ok };
  });
  const journal = await openJournal(journalFile(args, app));
  try {
    const request = requestOf(wanted, prepared, { args, app });
    return { runIds: await keepRuns(found, request, journal), exit };
  } finally {
    await journal.close();
  }
}

async function lookAt(context: HostContext, needs: 'record' | 'run'): Promise<Found> {
  const where = await context.locate();
  const { root, staging } = readTarget(context.vars);
  const answers = await context.ask({
    record: deviceRecord(root, staging),
    holder: holder(staging),
    cards: networkCards,
  });
  const record = answers['record'] as DeviceRecord; // `ask` answers each fact under its name.
  const { runId } = record;
  if (runId === null)
    throw new StemError('no run has left anything on this device', {
      code: 'RUN_UNKNOWN',
      hint: 'Leave it out with --limit.',
    });
  const alive = whyAlive(answers['holder'] as Holder);
  if (alive !== null)
    throw new StemError(`run ${runId} still drives the device: ${alive}`, {
      code: 'RUN_LOCKED',
      hint: 'Wait until that has ended, or end it where it was started; then try again.',
    });
  if (needs === 'record' && record.events.length === 0 && !record.hasCrossed)
    throw new StemError(`the device has no record of what was before run ${runId}`, {
      code: 'RUN_UNKNOWN',
      hint: 'Go on with it instead: `stem-remote resume --from-device`.',
    });
  await takeRecord(runId, context);
  return { host: context.host, runId, where, cards: answers['cards'] as readonly string[], record };
}

async function keepRuns(
  found: readonly Found[],
  request: RunRequest,
  journal: JournalFile,
): Promise<readonly string[]> {
  const runIds = [...new Set(found.map(({ runId }) => runId))];
  const known = new Set((await journal.listRuns()).map(({ runId }) => runId));
  const twice = found.find(({ runId }) => known.has(runId));
  if (twice !== undefined) throw await hasRunAlready(twice, journal);
  for (const runId of runIds) {
    const devices = found.filter((one) => one.runId === runId);
    const startedAt = devices.map(startOf).toSorted()[0] ?? new Date().toISOString();
    const batches = [devices.map(({ host }) => host.name)];
    const start = { kind: 'run.started', batches, request: requestJson(request) } as const;
    for (const device of devices) for (const event of eventsOf(device)) await journal.append(event);
    // It makes them a run. Cut before it, nobody takes half of a device's past for the whole, and a second try adds it again.
    await journal.append({ ...start, runId, host: '', at: startedAt });
  }
  return runIds;
}

/** A second device of that run would be judged by the request of the first, and found to be none of its hosts. */
async function hasRunAlready({ runId, host }: Found, journal: JournalFile): Promise<StemError> {
  const isKnown = (await journal.read(runId, host.name)).length > 0;
  return new StemError(
    `the journal has run ${runId} already${isKnown ? '' : `, without ${host.name}`}`,
    {
      code: 'USAGE',
      hint: isKnown
        ? `Name it, without --from-device: \`stem-remote resume ${runId}\`, or rollback.`
        : `Say it again with another journal for this device: \`STEM_JOURNAL=${host.name}.db stem-remote …\`.`,
    },
  );
}

const startOf = ({ record: { since } }: Found): string =>
  Number.isNaN(Date.parse(since)) ? new Date().toISOString() : since;

function eventsOf({ host, runId, where, cards, record }: Found): readonly StemEvent[] {
  const now = new Date().toISOString();
  const own = (body: EventBody): StemEvent => ({ ...body, runId, host: host.name, at: now });
  return [
    // The device may have had another name in the inventory of the lost controller.
    ...record.events.map((event) => ({
      ...(event as unknown as StemEvent),
      runId,
      host: host.name,
    })),
    ...(record.hasCrossed
      ? [own({ kind: 'no-return.crossed', task: 'install/point-of-no-return' })]
      : []),
    own({ kind: 'host.seen', where, ...(cards.length > 0 && { cards }) }),
  ];
}

const requestOf = (
  wanted: Wanted,
  { bundles, targets }: Prepared,
  { args, app }: { readonly args: Args; readonly app: App },
): RunRequest => ({
  ...wanted,
  bundles: bundles.map(({ file, sha256 }) => ({ file, sha256 })),
  forks: forksOf(args),
  siteForks: forksOf(args),
  jumpForks: DEFAULT_JUMP_FORKS,
  maxFail: targets.length,
  stopsOnFirst: false,
  soakMs: null,
  healthCommand: null,
  plan: null,
  operator: app.operator,
  sites: Object.fromEntries(targets.map(({ host }) => [host.name, host.site])),
});
