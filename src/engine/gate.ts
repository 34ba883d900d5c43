import { run } from '../model/action.ts';
import { sh } from '../model/command.ts';
import { hasCode } from '../model/errors.ts';
import type { HostEnd } from '../model/event.ts';
import { foldHost } from '../planning/fold-journal.ts';
import { HostContext, type Ports } from './context.ts';
import { CLOSED, type Job } from './host.ts';
import { perform } from './perform.ts';

export interface Gate extends Pick<Job, 'host' | 'vars'> {
  /** A line for the device's shell, as root. Null: it is enough that the device answers. */
  readonly command: string | null;
}

const COMMAND_MS = 300_000;
/** One lost packet in the soak's last second must not stop a fleet. */
const MOST_TRIES = 3;
const PAUSE_MS = 10_000;

/** The health gate of one device that got there: it still answers, from the same system, and its command ends with 0. */
export async function checkHealth(gate: Gate, ports: Ports): Promise<HostEnd> {
  const context = new HostContext(gate.host, gate.vars, ports);
  try {
    await context.emit({ kind: 'gate.started', text: gate.command ?? 'does it answer?' });
    const found = await askSeveralTimes(gate, context);
    await context.emit({
      kind: 'gate.ended',
      ok: found.end === 'reached',
      because: found.because,
      output: found.output,
    });
    const because = found.end === 'reached' ? found.because : `health gate: ${found.because}`;
    await context.emit({ kind: 'host.ended', end: found.end, because });
    return found.end;
  } finally {
    await context.hangUp();
  }
}

interface Found {
  readonly end: 'reached' | 'failed' | 'unreachable';
  readonly because: string;
  readonly output: string;
}

async function askSeveralTimes(gate: Gate, context: HostContext): Promise<Found> {
  for (let tries = 1; ; tries += 1) {
    const found = await askOnce(gate, context);
    if (found.end !== 'unreachable' || tries === MOST_TRIES) return found;
    if (context.ports.stop() !== 'go-on') return found;
    await context.hangUp();
    await context.ports.clock.sleep(PAUSE_MS);
  }
}

async function askOnce({ command, host }: Gate, context: HostContext): Promise<Found> {
  const { journal, runId } = context.ports;
  const before = foldHost(await journal.read(runId, host.name), host.name).where;
  try {
    const { system } = await context.locate();
    if (before !== null && system !== before)
      return bad('failed', `the ${system} system is up, no longer the ${before} one`);
    return command === null
      ? { end: 'reached', because: 'it answers', output: '' }
      : await runGate(command, context);
  } catch (error) {
    if (hasCode(error, 'DEVICE_RESTARTED')) return bad('failed', error.message);
    if (hasCode(error, ...CLOSED)) return bad('unreachable', error.message);
    throw error;
  }
}

async function runGate(command: string, context: HostContext): Promise<Found> {
  const action = run(sh('sh', '-c', command), COMMAND_MS);
  const outcome = await perform(action, { key: 'health gate', hasNoLog: false }, context);
  if (outcome.kind === 'unknown') return bad('unreachable', outcome.because);
  const output = `${outcome.result?.stdout ?? ''}${outcome.result?.stderr ?? ''}`;
  return outcome.kind === 'done'
    ? { end: 'reached', because: 'it is healthy', output }
    : { end: 'failed', because: outcome.because, output };
}

const bad = (end: Found['end'], because: string): Found => ({ end, because, output: '' });
