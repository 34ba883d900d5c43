import { createHash } from 'node:crypto';
import { script } from '../commands/script.ts';
import { hasCode } from '../model/errors.ts';
import type { Route } from './route.ts';
import { openLink, type Link } from './link.ts';
import { RUN_SHELL } from './remote-shell.ts';
import { Shell } from './shell.ts';
import { becomeFailed, linkLost } from './transport-errors.ts';

export interface Device {
  readonly route: Route;
  /** Aborting it closes the link. */
  readonly signal: AbortSignal;
  /** `/run/stem` on the device. */
  readonly directory: string;
}

export interface Line {
  readonly link: Link;
  readonly shell: Shell;
}

/**
 * Run under root's lock, so what earlier sessions started as root has ended. Then the login user's commands: their
 * lock is a file that only this user can open, so that no other account can hold us up. stdin is the shell of all
 * later commands.
 */
const GREET = `umask 022; [ -f "$3" ] || { cat >"$3.new" && mv "$3.new" "$3" || exit 70; }
umask 077; : >>"$1/login.lock" && chown "\${SUDO_UID:-0}" "$1/login.lock" || exit 70
exec 8<>"$1/login.lock"; t=0
until flock -n 8; do [ "$t" -lt "$2" ] || exit 75; t=$((t+1)); sleep 1; done`;

const SHELL_NAME = `run-${createHash('sha256').update(RUN_SHELL).digest('hex').slice(0, 12)}.sh`;

/** A link whose user can become root, on a device that is not busy with an earlier session's command. */
export async function openLine(device: Device, timeoutMs: number): Promise<Line> {
  const startedAt = performance.now();
  const { route, signal, directory } = device;
  const dialMs = Math.min(timeoutMs, route.connection.connectTimeoutMs);
  const link = await openLink(route, { timeoutMs: dialMs, signal });
  const shell = new Shell(link, route.connection, directory);
  try {
    const leftMs = timeoutMs - (performance.now() - startedAt);
    await greet(shell, device, Math.max(1, Math.floor(leftMs / 2000)));
    return { link, shell };
  } catch (error) {
    // Without sudo and without root, the login user's own commands are still possible.
    if (route.connection.become.method === 'none' && hasCode(error, 'BECOME_FAILED'))
      return { link, shell };
    link.close();
    throw error;
  }
}

async function greet(shell: Shell, { directory }: Device, seconds: number): Promise<void> {
  const file = `${directory}/${SHELL_NAME}`;
  const result = await shell.run(script('greet', GREET, directory, String(seconds), file), {
    as: 'root',
    timeoutMs: (seconds + 20) * 1000,
    lockSeconds: seconds,
    stdin: Buffer.from(RUN_SHELL),
  });
  if (result.exitCode === 0) shell.shellFile = file;
  if (result.exitCode === 75)
    throw linkLost('the device is busy: what an earlier session started still goes on');
  if (result.exitCode === 0) return;
  throw becomeFailed(
    `root can't prepare ${directory} on the device: ${result.stderr.trim()}`,
    'Look at that directory, and at the room in memory.',
  );
}
