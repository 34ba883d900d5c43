import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { placeOf, type Connection } from '../model/connection.ts';
import { Pipe } from './pipe.ts';
import { startProxyCommand } from './proxy-command.ts';
import { reasonOf } from './transport-errors.ts';

/** A way to the server of `connection`. `jump` is a client that is logged in at the stop before it. */
export async function openPipe(
  connection: Connection,
  jump: Client | null,
  signal: AbortSignal,
): Promise<Duplex> {
  const { via } = connection;
  if (jump !== null) return forwarded(jump, connection, signal);
  return via?.kind === 'command' ? startProxyCommand(via.command) : direct(connection, signal);
}

async function direct(
  { address: host, port, family, bindAddress }: Connection,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = connect({
    ...{ host, port, noDelay: true },
    ...(family !== undefined && { family }),
    ...(bindAddress !== undefined && { localAddress: bindAddress }),
  });
  const hangUp = (): void => {
    socket.destroy(asError(signal.reason));
  };
  signal.addEventListener('abort', hangUp);
  try {
    await once(socket, 'connect');
    return socket;
  } finally {
    signal.removeEventListener('abort', hangUp);
  }
}

/** A channel through the jump host. With it ends our link to the jump host. */
function forwarded(
  jump: Client,
  { address, port }: Connection,
  signal: AbortSignal,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const hangUp = (): void => {
      reject(asError(signal.reason));
    };
    signal.addEventListener('abort', hangUp);
    jump.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
      signal.removeEventListener('abort', hangUp);
      if (error !== undefined) {
        const why = reasonOf(error).replace(/^\(SSH\) /, '');
        reject(new Error(`the jump host does not reach ${placeOf({ address, port })}: ${why}`));
        return;
      }
      const pipe = new Pipe({
        readable: channel,
        writable: channel,
        release: () => {
          channel.destroy();
          jump.end();
        },
      });
      jump.on('error', (problem) => pipe.destroy(problem));
      jump.on('close', () => pipe.destroy(new Error('the link to the jump host is lost')));
      resolve(pipe);
    });
  });
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('aborted');
