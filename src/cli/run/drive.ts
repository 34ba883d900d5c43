import type { Ports } from '../../engine/context.ts';
import { keptBeside } from '../../journal/kept-files.ts';
import { openJournal, type JournalFile } from '../../journal/libsql.ts';
import type { Connector } from '../../model/session.ts';
import type { Task } from '../../model/task.ts';
import { jsonLine } from '../../report/json-lines.ts';
import { hostTable } from '../../report/host-table.ts';
import { summaryLines, tableHosts } from '../../report/run-summary.ts';
import { viewRun, type RunView } from '../../report/run-view.ts';
import type { App } from '../app.ts';
import { EXIT, exitOfError, exitOfHosts } from '../exit-code.ts';
import { hasColorOn, paintedText } from '../paint.ts';
import { showProgress } from '../progress.ts';
import { voiceOf, type Voice } from '../voice.ts';
import { stopLadder, type StopLadder } from '../stop-ladder.ts';
import { writeFailedFile, type FailedFile, type WrittenList } from './failed-file.ts';
import { guardedHost, type RunTrouble } from './guarded-host.ts';
import type { Host } from '../../model/session.ts';
import type { HostEnd } from '../../model/event.ts';

export interface Drive {
  readonly runId: string;
  readonly journal: string;
  readonly connector: Connector;
  readonly goal: 'reached' | 'rolled-back';
  /** The hosts that the final table and the exit code are about. */
  readonly hosts: ReadonlySet<string>;
  readonly isJson: boolean;
  /** How many `-v`. */
  readonly verbosity: number;
  /** It migrates: devices are locked, and keep a record of what was before. */
  readonly holdsDevices?: boolean;
  /** `--diff`. */
  readonly showsDiff?: boolean;
  readonly phaseOf: (task: Task['key']) => string;
  /** The list of devices that did not get there; none where the run is rolled back. */
  readonly failed?: FailedFile;
}

/** What the work of a run gets: the ports, and a guard for each host. */
export interface Driven {
  readonly ports: Ports;
  readonly guard: (host: Host, work: () => Promise<HostEnd>) => Promise<HostEnd>;
}

/** Holds a run: claims it, shows it, stops it in steps, and at its end prints the table. Returns the exit code. */
export async function driveRun(
  drive: Drive,
  app: App,
  work: (driven: Driven) => Promise<unknown>,
): Promise<number> {
  const journal = await openJournal(drive.journal);
  const voice = voiceOf(app);
  try {
    const claim = await journal.claimRun(drive.runId);
    const ladder = stopLadder({ ...voice, onSignal: (on) => app.onSignal(on) });
    try {
      return await claimed(
        { drive, app, voice, journal, ladder, assertHeld: () => claim.assertHeld() },
        work,
      );
    } finally {
      ladder.close();
      await claim.release();
    }
  } finally {
    await journal.close();
  }
}

interface Held {
  readonly drive: Drive;
  readonly app: App;
  readonly voice: Voice;
  readonly journal: JournalFile;
  readonly ladder: StopLadder;
  readonly assertHeld: () => Promise<void>;
}

async function claimed(
  { drive, app, voice, journal, ladder, assertHeld }: Held,
  work: (driven: Driven) => Promise<unknown>,
): Promise<number> {
  const { runId } = drive;
  app.err(`run ${runId}: resume with \`stem-remote resume ${runId}\``);
  const progress = showProgress(app, {
    ...drive,
    stop: ladder.stop,
  });
  voice.give(progress);
  const trouble: RunTrouble = { bugs: 0, fatal: undefined };
  const ports: Ports = {
    runId,
    connector: drive.connector,
    journal,
    clock: {
      now: () => new Date().toISOString(),
      sleep: (ms) => sleepUnless(ladder.signal, ms),
    },
    assertLease: assertHeld,
    watch: (event) => {
      progress.see(event);
    },
    stop: ladder.stop,
    signal: ladder.signal,
    holdsDevices: drive.holdsDevices ?? false,
    kept: keptBeside(drive.journal),
    showsDiff: drive.showsDiff ?? false,
  };
  try {
    await work({
      ports,
      guard: (host, one) => guardedHost(host, one, { ports, ladder, trouble, app: voice }),
    });
  } finally {
    voice.give(null);
    progress.close();
  }
  if (trouble.fatal !== undefined) return exitOfError(trouble.fatal);
  const bits = await printEnd(drive, journal, app);
  if (ladder.isAborted()) return EXIT.aborted;
  return trouble.bugs > 0 ? bits | EXIT.internal : bits;
}

/** Where the run stands now, from the journal: the same table that `report` prints. */
async function printEnd(drive: Drive, journal: JournalFile, app: App): Promise<number> {
  const { runId, isJson, goal } = drive;
  const all = viewRun(await journal.read(runId));
  if (all === null) return EXIT.ok;
  const view = { ...all, hosts: all.hosts.filter(({ host }) => drive.hosts.has(host)) };
  const exit = exitOfHosts(view.hosts, goal);
  const list = drive.failed === undefined ? NO_LIST : writeFailedFile(all, drive.failed);
  if (isJson) app.out(jsonLine({ ...summaryRecord(view, exit), failedFile: list.file }));
  else printTable(view, app);
  for (const line of list.lines)
    if (isJson) app.err(line);
    else app.out(line);
  return exit;
}

const NO_LIST: WrittenList = { file: null, lines: [] };

export function printTable(view: RunView, app: App): void {
  const rows = tableHosts(view.hosts);
  if (rows.length > 0) app.out(paintedText(hostTable(rows, app.width), hasColorOn(app, 'out')));
  app.out(summaryLines(view).join('\n'));
}

/** The last line of `--json`, and all of `report --json`. */
export const summaryRecord = (
  { runId, startedAt, lastEventAt, stoppedBecause, hosts }: RunView,
  exitCode: number,
): Parameters<typeof jsonLine>[0] => ({
  kind: 'run.summary',
  runId,
  startedAt,
  lastEventAt,
  stoppedBecause,
  exitCode,
  neverStarted: hosts.filter(({ standing }) => standing === 'not started').map(({ host }) => host),
  hosts: hosts.map((host) => ({ ...host })),
});

/** Ends early when links are to be closed: nobody waits for a poll then. */
const sleepUnless = (signal: AbortSignal, ms: number): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
