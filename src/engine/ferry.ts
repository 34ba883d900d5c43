import { removeFiles } from '../commands/files.ts';
import { jobState, parseJobState, startJob, stopJob, type JobAnswer } from '../commands/job.ts';
import { tellPieces, wantedPieces } from '../commands/pieces.ts';
import type { CollectAction, Outcome, SupplyAction } from '../model/action.ts';
import type { ShellCommand } from '../model/command.ts';
import type { KeptFiles, Piece } from '../model/kept.ts';
import type { HostContext } from './context.ts';

const POLL_MS = 2000;
const POLL = { as: 'root', timeoutMs: 60_000 } as const;
/** So many wait on the device for the one that is read there. */
const AHEAD = 2;

const DONE: Outcome = { kind: 'done', result: null };
const failed = (because: string): Outcome => ({ kind: 'failed', because, result: null });
const NO_PLACE = failed('this command keeps no files of devices');

/** Reports how many bytes have crossed. */
type Tell = (bytes: number, totalBytes: number) => void;

/**
 * Fetches the pieces that a job of the device makes, each whole and with the right hash, and removes it there: the job
 * goes on then. What was fetched before a cut stays, and so does the job.
 */
export async function collect(
  action: CollectAction,
  tell: Tell,
  context: HostContext,
): Promise<Outcome> {
  const { kept } = context.ports;
  if (kept === undefined) return NO_PLACE;
  const session = await context.session();
  const ask = async (command: ShellCommand): Promise<string> =>
    (await session.run(command, POLL)).stdout;
  if (parseJobState(await ask(jobState(action.dir, 1))).state === 'absent') {
    const free = await kept.freeBytes();
    if (free < action.atMostBytes) return failed(noRoom(action.atMostBytes - free, kept, action));
    await kept.clear(action.to);
  }
  await session.run(startJob(action.dir, action.command, action.timeoutMs), POLL);
  let bytes = (await kept.look(action.to)).bytes;
  return poll(action, context, async () => {
    const names = (await ask(tellPieces(action.pieces))).split('\n').filter((name) => name !== '');
    for (const name of names) {
      const [from, to] = [`${action.pieces}/${name}`, `${kept.folderOf(action.to)}/${name}`];
      await session.download({ kind: 'download', from, to, timeoutMs: action.timeoutMs });
      await session.run(removeFiles(from), POLL);
    }
    // The job ends when all are fetched: without a piece its state says all.
    if (names.length === 0) return parseJobState(await ask(jobState(action.dir, 1)));
    bytes = (await kept.look(action.to)).bytes;
    tell(bytes, Math.max(bytes, action.atMostBytes));
    return null;
  });
}

const noRoom = (missing: number, kept: KeptFiles, { to }: CollectAction): string =>
  `${kept.folderOf(to)} on the controller has too little room: ${String(missing)} bytes are missing`;

/** Brings the pieces to a job of the device that reads them in their order and removes them. */
export async function supply(
  action: SupplyAction,
  tell: Tell,
  context: HostContext,
): Promise<Outcome> {
  const { kept } = context.ports;
  if (kept === undefined) return NO_PLACE;
  const { sha256, bytes: total, folder } = await kept.look(action.from);
  if (sha256 !== action.sha256) return failed(`${folder} does not hold what was sealed`);
  const pieces = new Map<string, Piece>(
    (await kept.piecesOf(action.from)).map((piece) => [piece.name, piece]),
  );
  const session = await context.session();
  await session.run(startJob(action.dir, action.command, action.timeoutMs), POLL);
  let sent = 0;
  return poll(action, context, async () => {
    const { stdout } = await session.run(jobState(action.dir, 1), POLL);
    const answer = parseJobState(stdout);
    if (answer.state !== 'running') return answer;
    const wanted = (await session.run(wantedPieces(action.pieces, AHEAD), POLL)).stdout;
    const next = wanted.split('\n').flatMap((name) => pieces.get(name) ?? []);
    for (const { name, path: from, bytes, sha256: hash } of next) {
      const to = `${action.pieces}/${name}`;
      await session.upload(
        { kind: 'upload', from, to, bytes, sha256: hash, timeoutMs: action.timeoutMs },
        () => undefined,
      );
      sent += bytes;
      tell(Math.min(sent, total), total);
    }
    return next.length > 0 ? null : answer;
  });
}

/** Until the job has ended. `look` says null where it moved something: then it is asked again at once. */
async function poll(
  { timeoutMs, dir }: CollectAction | SupplyAction,
  context: HostContext,
  look: () => Promise<JobAnswer | null>,
): Promise<Outcome> {
  const { ports } = context;
  for (let waitedMs = 0; waitedMs <= timeoutMs + 60_000;) {
    const answer = await look();
    if (answer?.state === 'done 0') return DONE;
    if (answer !== null && answer.state !== 'running')
      return failed(`the job is ${answer.state}: ${answer.log.trim().slice(-200)}`);
    if (ports.stop() === 'detach')
      return { kind: 'unknown', because: 'detached; the job waits on the device' };
    if (answer === null) continue;
    await ports.clock.sleep(POLL_MS);
    waitedMs += POLL_MS;
  }
  await (await context.session()).run(stopJob(dir), POLL);
  return failed('the job went on past its time limit, and was stopped');
}
