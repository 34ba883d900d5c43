import { script } from '../commands/script.ts';
import type { DownloadAction, UploadAction } from '../model/action.ts';
import type { ShellCommand } from '../model/command.ts';
import type { CommandResult, Question } from '../model/fact.ts';
import { reveal, type Content } from '../model/secret.ts';
import type { RunOptions, Session } from '../model/session.ts';
import { ask } from './ask.ts';
import { download } from './download.ts';
import { openLine, type Device, type Line } from './greet.ts';
import { linkLost, uploadFailed } from './transport-errors.ts';
import { Upload, type UploadPorts } from './upload.ts';

/** How long a command waits for one of another session. */
const LOCK_SECONDS = 300;
const WRITE_MS = 120_000;

/** stdin is whole when this starts. `sync DIR` is a sync of all on old systems: more than needed, never less. */
const WRITE = `d=\${1%/*}/ n=$1.stem-new; mkdir -p "$d" || exit
{ umask 077; dd of="$n" bs=64k conv=fsync status=none && chown 0:0 "$n" && chmod "$2" "$n" && mv -T "$n" "$1"; } ||
{ rm -f "$n"; exit 1; }
sync "$d" 2>/dev/null`;

export async function openSession(device: Device, timeoutMs: number): Promise<Session> {
  const closing = new AbortController();
  const own = { ...device, signal: AbortSignal.any([device.signal, closing.signal]) };
  return new SshSession(own, await openLine(own, timeoutMs), closing);
}

export class SshSession implements Session, UploadPorts {
  readonly device: Device;
  line: Line;
  readonly #closing: AbortController;

  constructor(device: Device, line: Line, closing: AbortController) {
    this.device = device;
    this.line = line;
    this.#closing = closing;
  }

  get hostKey(): string {
    return this.line.link.hostKey;
  }

  ask(questions: readonly Question[]): Promise<readonly CommandResult[]> {
    return ask(this.line.shell, questions);
  }

  run(command: ShellCommand, { as, timeoutMs, stdin = [] }: RunOptions): Promise<CommandResult> {
    return this.line.shell.run(command, {
      as,
      timeoutMs,
      lockSeconds: LOCK_SECONDS,
      stdin: Buffer.from(reveal(stdin)),
    });
  }

  async write(to: string, content: Content, mode: number): Promise<void> {
    const command = script('write', WRITE, to, mode.toString(8));
    const result = await this.run(command, { as: 'root', timeoutMs: WRITE_MS, stdin: content });
    if (result.exitCode !== 0)
      throw uploadFailed(
        `${to} can't be written: ${result.stderr.trim()}`,
        'Look at the room and the rights at that place on the device.',
      );
  }

  upload(action: UploadAction, onProgress: (bytes: number) => void): Promise<void> {
    return new Upload(this, action, onProgress).finish();
  }

  download(action: DownloadAction): Promise<'same' | 'new'> {
    return download(this, action);
  }

  close(): Promise<void> {
    this.line.link.close();
    // An upload that mends a broken link must not open another one now.
    this.#closing.abort(linkLost('the session is closed'));
    return Promise.resolve();
  }
}
