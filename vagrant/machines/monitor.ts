import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';

import { z } from 'zod';

import { LabError } from '../lab-error.ts';
import { MONITOR_FILE } from './qemu-argv.ts';

const answerSchema = z.object({
  return: z.unknown().optional(),
  error: z.object({ desc: z.string() }).optional(),
  event: z.string().optional(),
  QMP: z.unknown().optional(),
});
type Answer = z.infer<typeof answerSchema>;

export interface MonitorCommand {
  readonly execute: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

export interface MonitorOptions {
  /** For each command of the conversation. */
  readonly timeoutMs: number;
}

/**
 * Sends commands to a device's QEMU over its monitor (QMP) and gives their answers. QEMU serves one
 * conversation at a time: it ends here, so that others get their turn.
 */
export async function askMonitor(
  dir: string,
  commands: readonly MonitorCommand[],
  options: MonitorOptions,
): Promise<readonly unknown[]> {
  // A socket's path has at most 107 bytes; through the open folder it is short wherever the lab lies.
  const folder = await open(dir, 'r');
  let socket: Socket | undefined;
  try {
    socket = createConnection(`/proc/self/fd/${String(folder.fd)}/${MONITOR_FILE}`);
    return await converse(socket, commands, options);
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError(`The monitor of ${dir} can't be reached: ${String(cause)}`, {
      hint: 'See with `npm run lab -- list` whether the device runs.',
      cause,
    });
  } finally {
    socket?.destroy();
    await folder.close();
  }
}

/** The same with a command of QEMU's human monitor; a refusal is text there, an error here. */
export async function askHumanMonitor(
  dir: string,
  command: string,
  options: MonitorOptions,
): Promise<void> {
  const [text] = await askMonitor(
    dir,
    [{ execute: 'human-monitor-command', arguments: { 'command-line': command } }],
    options,
  );
  if (typeof text !== 'string' || text.trim() === '') return;
  throw new LabError(`QEMU refused \`${command}\`: ${text.trim()}`, {
    hint: 'Look at the name; `npm run lab -- list` shows what there is.',
  });
}

async function converse(
  socket: Socket,
  commands: readonly MonitorCommand[],
  { timeoutMs }: MonitorOptions,
): Promise<readonly unknown[]> {
  const failed = once(socket, 'close').then(() => {
    throw new Error('QEMU ended the conversation');
  });
  failed.catch(() => undefined); // Whoever races with it hears of it.
  await withTimeout(Promise.race([once(socket, 'connect'), failed]), timeoutMs);
  const lines = createInterface({ input: socket });
  const answers = readAnswers(lines);
  const next = async (): Promise<unknown> => {
    const answer = await withTimeout(Promise.race([answers.next(), failed]), timeoutMs);
    return answer.value?.return;
  };
  await next(); // The greeting.
  const results: unknown[] = [];
  for (const command of [{ execute: 'qmp_capabilities' }, ...commands]) {
    socket.write(`${JSON.stringify(command)}\n`);
    results.push(await next());
  }
  return results.slice(1);
}

/** Answers in order; events between them are left out. */
async function* readAnswers(lines: Interface): AsyncGenerator<Answer, undefined> {
  for await (const line of lines) {
    const answer = answerSchema.parse(JSON.parse(line));
    if (answer.event !== undefined) continue;
    if (answer.error !== undefined) {
      throw new LabError(`QEMU refused a command: ${answer.error.desc}`, {
        hint: 'See qemu.log and console.log in the folder of the device.',
      });
    }
    yield answer;
  }
  return undefined;
}

async function withTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer in ${String(timeoutMs / 1000)} s`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
