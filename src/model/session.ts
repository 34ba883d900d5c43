import type { DownloadAction, UploadAction } from './action.ts';
import type { ShellCommand } from './command.ts';
import type { CommandResult, Question, User } from './fact.ts';
import type { Content } from './secret.ts';

export interface Host {
  readonly name: string;
  readonly site: string;
  /** The jump hosts on the way, if any: the limit of each applies as well. */
  readonly jumps?: readonly string[];
}

export interface RunOptions {
  readonly as: User;
  readonly timeoutMs: number;
  readonly stdin?: Content;
}

/**
 * A live connection to one device. A non-zero exit is a result; only a link throws (LINK_LOST), so
 * whoever catches that knows nothing about the outcome. The transport keeps these promises:
 * the device enforces `timeoutMs`; closing a link kills nothing on the device; a new session waits
 * until what an earlier one started has ended; only a pinned host key is accepted.
 */
export interface Session {
  /** What the device showed when it was connected: `ssh-ed25519 SHA256:…`. */
  readonly hostKey?: string;
  /** Read-only questions, all in one round trip. */
  ask(questions: readonly Question[]): Promise<readonly CommandResult[]>;
  run(command: ShellCommand, options: RunOptions): Promise<CommandResult>;
  /** As root: parents made, temporary file, fsync, rename. */
  write(to: string, content: Content, mode: number): Promise<void>;
  /** By SFTP to a file beside `to`, resumed by offset; sha256 compared at both ends; then renamed, owned by root. */
  upload(upload: UploadAction, onProgress: (bytes: number) => void): Promise<void>;
  /** `same` where the file here was like it already: then it is left alone. */
  download(download: DownloadAction): Promise<'same' | 'new'>;
  close(): Promise<void>;
}

/** Opens sessions. Aborting the signal closes links and starts none: it never kills a disk write. */
export interface Connector {
  connect(host: Host, timeoutMs: number, signal: AbortSignal): Promise<Session>;
}
