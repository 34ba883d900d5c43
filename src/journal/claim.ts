import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { StemError } from '../model/errors.ts';
import type { Statement, Writer } from './connection.ts';
import type { GroupCommit } from './group-commit.ts';

/** Who drives a run. `machine` also tells one boot, and one container, from another. */
export interface ClaimOwner {
  readonly host: string;
  readonly machine: string;
  readonly pid: number;
  /** Clock ticks from boot to the process's start, `` where unknown: a pid alone may be another process by now. */
  readonly startTicks: string;
  readonly since: string;
}

/** The right to drive a run, held against other controllers that use the same journal. */
export interface RunClaim {
  /** @throws StemError LEASE_LOST when another controller has taken the run over */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

const HEARTBEAT_MS = 15_000;
/** An owner that can't be looked at (another machine, another container) is dead after this silence. */
const SILENT_MS = 60_000;

/** This process, as a claim names it. */
export function thisProcess(nowMs: number): ClaimOwner {
  return {
    host: hostname(),
    machine: machineId(),
    pid: process.pid,
    startTicks: startTicksOf(process.pid),
    since: new Date(nowMs).toISOString(),
  };
}

/** Whether the owner may still drive its run. A process that can be looked at is never declared dead by a clock. */
export function isOwnerAlive(owner: ClaimOwner, silentMs: number): boolean {
  if (owner.machine !== machineId()) return silentMs < SILENT_MS;
  return isRunning(owner.pid) && startTicksOf(owner.pid) === owner.startTicks;
}

export interface Claims {
  /** @throws StemError RUN_LOCKED while another controller drives this run */
  take(runId: string): Promise<RunClaim>;
}

interface Statements {
  readonly find: Statement;
  readonly put: Statement;
  readonly renew: Statement;
  readonly remove: Statement;
}

/** Claims are rows: reading, judging and replacing one is a single transaction, so that two can't both win. */
export async function claimsIn(
  writer: Writer,
  commits: GroupCommit,
  nowMs: () => number,
): Promise<Claims> {
  const statements: Statements = {
    find: await writer.prepare('SELECT owner, seen_at_ms FROM claim WHERE run_id = ?'),
    put: await writer.prepare(
      'INSERT OR REPLACE INTO claim (run_id, token, owner, seen_at_ms) VALUES (?, ?, ?, ?)',
    ),
    renew: await writer.prepare('UPDATE claim SET seen_at_ms = ? WHERE run_id = ? AND token = ?'),
    remove: await writer.prepare('DELETE FROM claim WHERE run_id = ? AND token = ?'),
  };
  return {
    take: async (runId) => {
      const token = randomUUID();
      const holder = await commits.transact(() => {
        const now = nowMs();
        const found = readClaim(statements.find.get(runId));
        if (found !== null && isOwnerAlive(found.owner, now - found.seenAtMs)) return found.owner;
        statements.put.run(runId, token, JSON.stringify(thisProcess(now)), now);
        return null;
      });
      if (holder !== null) throw lockedError(runId, holder);
      return heldClaim({ runId, token, statements, commits, nowMs });
    },
  };
}

interface Held {
  readonly runId: string;
  readonly token: string;
  readonly statements: Statements;
  readonly commits: GroupCommit;
  readonly nowMs: () => number;
}

function heldClaim({ runId, token, statements, commits, nowMs }: Held): RunClaim {
  let seenAtMs = nowMs();
  let isLost = false;
  const renew = async (): Promise<void> => {
    const now = nowMs();
    const { changes } = await commits.transact(() => statements.renew.run(now, runId, token));
    if (changes === 0) isLost = true;
    else seenAtMs = now;
  };
  // A failed renewal shows in `assertHeld`, which asks again itself.
  const timer = setInterval(() => void renew().catch(() => undefined), HEARTBEAT_MS).unref();
  return {
    assertHeld: async () => {
      if (nowMs() - seenAtMs > 2 * HEARTBEAT_MS) await renew();
      if (!isLost) return;
      throw new StemError(`another controller has taken over run ${runId}`, {
        code: 'LEASE_LOST',
        hint: 'Follow it there, or resume here when it has ended.',
      });
    },
    release: async () => {
      clearInterval(timer);
      await commits.transact(() => statements.remove.run(runId, token));
    },
  };
}

function lockedError(runId: string, { pid, host, since }: ClaimOwner): StemError {
  return new StemError(
    `run ${runId} is driven by process ${String(pid)} on ${host} since ${since}`,
    { code: 'RUN_LOCKED', hint: 'Wait until it ends, or stop that process, then try again.' },
  );
}

function readClaim(row: unknown): { readonly owner: ClaimOwner; readonly seenAtMs: number } | null {
  if (typeof row !== 'object' || row === null || !('owner' in row) || !('seen_at_ms' in row))
    return null;
  if (typeof row.owner !== 'string' || typeof row.seen_at_ms !== 'number') return null;
  // Written by `take`; the schema's version says in which shape.
  return { owner: JSON.parse(row.owner) as ClaimOwner, seenAtMs: row.seen_at_ms };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Empty where the system has no /proc: then the pid alone decides. */
function startTicksOf(pid: number): string {
  const stat = readOr('', () => readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  // The name of the program, in parentheses, may hold blanks: fields are counted behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie drives nothing: it only waits for its parent.
  return fields[0] === 'Z' ? '' : (fields[19] ?? '');
}

const machineId = (): string =>
  [
    hostname(),
    readOr('', () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    readOr('', () => readlinkSync('/proc/self/ns/pid')),
  ].join(' ');

function readOr(otherwise: string, read: () => string): string {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
