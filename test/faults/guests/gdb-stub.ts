import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';

import { askMonitor } from '../../../vagrant/machines/monitor.ts';

export const GDB_FILE = 'gdb.sock';
const TIMEOUT_MS = 30_000;

/** The debugger's way into a machine of QEMU: the GDB remote serial protocol, in the few words that are needed here. */
export interface GdbStub {
  /** Sends a packet and gives the answer's content. @throws Error where that is an error, or empty: the stub can't do it */
  ask(packet: string): Promise<string>;
}

/**
 * The machine stands still while the debugger is there, and goes on when `body` has ended. The stub is opened through
 * the monitor, so that a machine needs no argument for it.
 */
export async function withGdbStub<T>(dir: string, body: (stub: GdbStub) => Promise<T>): Promise<T> {
  await human(dir, `gdbserver unix:${GDB_FILE},server=on,wait=off`);
  try {
    return await throughGdb(dir, body);
  } finally {
    await human(dir, 'gdbserver none');
  }
}

/** The same where the machine was started with `-gdb unix:DIR/gdb.sock,server=on,wait=off`. */
export async function throughGdb<T>(dir: string, body: (stub: GdbStub) => Promise<T>): Promise<T> {
  // A socket's path has at most 107 bytes; through the open folder it is short wherever the lab lies.
  const folder = await open(dir, 'r');
  const socket = createConnection(`/proc/self/fd/${String(folder.fd)}/${GDB_FILE}`);
  socket.setEncoding('latin1').setTimeout(TIMEOUT_MS, () => {
    socket.destroy(new Error(`the debugger of ${join(dir, GDB_FILE)} does not answer`));
  });
  try {
    const hungUp = once(socket, 'close').then(() => {
      throw new Error(`the debugger of ${join(dir, GDB_FILE)} hung up`);
    });
    hungUp.catch(() => undefined); // Whoever races with it hears of it.
    await Promise.race([once(socket, 'connect'), hungUp]);
    const stub = speak(socket, hungUp);
    // QEMU reads and writes single registers only for who has asked for their description.
    await stub.ask('qXfer:features:read:target.xml:0,ffb');
    const result = await body(stub);
    await stub.ask('D');
    return result;
  } finally {
    socket.destroy();
    await folder.close();
  }
}

const human = (dir: string, command: string): Promise<unknown> =>
  askMonitor(dir, [{ execute: 'human-monitor-command', arguments: { 'command-line': command } }], {
    timeoutMs: TIMEOUT_MS,
  });

/** A packet is `$CONTENT#SUM`, the sum modulo 256 as two hex digits, and is acknowledged by `+`. */
function speak(socket: Socket, hungUp: Promise<never>): GdbStub {
  let received = '';
  socket.on('data', (text: string) => (received += text));
  const takePacket = (): string | undefined => {
    const match = /\$([^#]*)#[0-9a-f]{2}/.exec(received);
    if (match === null) return undefined;
    received = received.slice(match.index + match[0].length);
    socket.write('+');
    return match[1];
  };
  const next = async (): Promise<string> => {
    for (;;) {
      const packet = takePacket();
      // That it stands still it tells unasked, as `T02thread:01;`.
      if (packet !== undefined && !/^[ST][0-9a-f]{2}/.test(packet)) return packet;
      if (packet !== undefined) continue;
      await Promise.race([once(socket, 'data'), hungUp]);
    }
  };
  return {
    ask: async (packet) => {
      const sum = Buffer.from(packet).reduce((total, byte) => total + byte, 0) % 256;
      socket.write(`$${packet}#${sum.toString(16).padStart(2, '0')}`);
      const answer = await next();
      if (/^(E[0-9a-f]{2})?$/i.test(answer))
        throw new Error(`the stub refused ${packet}: ${answer}`);
      return answer;
    },
  };
}
