import { hasCode } from '../../model/errors.ts';
import type { EventBody, HostEnd } from '../../model/event.ts';
import type { Host } from '../../model/session.ts';
import type { Ports } from '../../engine/context.ts';
import { errorText } from '../../report/error-text.ts';
import type { App } from '../app.ts';
import type { StopLadder } from '../stop-ladder.ts';

/** Failures that no single host is to blame for. */
export interface RunTrouble {
  /** A bug: the other hosts go on, the exit code says it. */
  bugs: number;
  /** The journal failed, or another controller took over: the whole run ends. */
  fatal: unknown;
}

interface Guard {
  readonly ports: Ports;
  readonly ladder: StopLadder;
  readonly trouble: RunTrouble;
  readonly app: Pick<App, 'err'>;
}

/** Runs one host so that nothing it throws ends the others, and that the journal tells how it was left. */
export async function guardedHost(
  host: Host,
  work: () => Promise<HostEnd>,
  { ports, ladder, trouble, app }: Guard,
): Promise<HostEnd> {
  try {
    return await work();
  } catch (error) {
    if (ladder.signal.aborted)
      return leave('stopped', 'left while it was busy: it finishes what it does');
    if (hasCode(error, 'JOURNAL_FAILED', 'LEASE_LOST')) {
      trouble.fatal ??= error;
      app.err(errorText(error, host.name));
      ladder.detach();
      return 'unknown';
    }
    trouble.bugs += 1;
    app.err(errorText(error, host.name));
    return leave(
      'unknown',
      `internal error: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  async function leave(end: HostEnd, because: string): Promise<HostEnd> {
    const body: EventBody = { kind: 'host.ended', end, because };
    const event = { ...body, runId: ports.runId, host: host.name, at: ports.clock.now() };
    try {
      await ports.journal.append(event);
      ports.watch(event);
    } catch (error) {
      trouble.fatal ??= error;
    }
    return end;
  }
}
