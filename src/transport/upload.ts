import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { script } from '../commands/script.ts';
import type { UploadAction } from '../model/action.ts';
import type { CommandResult } from '../model/fact.ts';
import { isLinkError } from '../model/errors.ts';
import type { ShellCommand } from '../model/command.ts';
import { LONGEST_TIMER_MS } from './exchange.ts';
import { DataLine } from './data-line.ts';
import { openLine, type Device, type Line } from './greet.ts';
import { hashOf } from './hash-of.ts';
import { KEEP, push } from './push.ts';
import { linkLost, reasonOf, uploadFailed } from './transport-errors.ts';

/**
 * Makes the file beside the target that the login user may write. Its name has the content's hash, so a rest of
 * another content is never gone on with. Says: `done`, or `part`, bytes there, free KiB, boot.
 */
const PREPARE = `d=\${1%/*}/; mkdir -p "$d" || exit
for f in "$1".part-*; do [ "$f" = "$2" ] || rm -f "$f"; done
if [ -f "$2" ]; then [ "$(stat -c %s "$2")" -le "$4" ] || : >"$2"
elif [ -f "$1" ] && [ "$(stat -c %s "$1")" = "$4" ] && [ "$(sha256sum <"$1")" = "$5  -" ]; then echo done; exit
else : >"$2"; fi
chmod 600 "$2" && chown "$3" "$2" || exit
free=$(df -P -k "$d" | while read -r a b c free e; do echo "$free"; done | tail -n 1)
echo part "$(stat -c %s "$2")" "$free" "$(cat /proc/sys/kernel/random/boot_id)"`;

/** The hash is that of the disk, not of the memory: \`nocache\` drops what is written. */
const FINISH = `[ "$(id -u)" != 0 ] || chown 0:0 "$1" || exit
dd if=/dev/null of="$1" oflag=nocache conv=notrunc,fdatasync count=0 2>/dev/null || sync
sum=$(sha256sum <"$1") || exit
[ "$sum" = "$3  -" ] || { echo "$sum"; rm -f "$1"; exit 3; }
mv -T "$1" "$2" && sync "\${2%/*}/" 2>/dev/null`;

/** In a row, without a byte in between. */
const MOST_CUTS = 8;
const LONGEST_PAUSE_MS = 15_000;
const DAY_MS = 86_400_000;
const LOCK_SECONDS = 300;
const REPORT_MS = 1000;

export interface UploadPorts {
  readonly device: Device;
  /** Where commands go. Made anew where the link breaks. */
  line: Line;
}

/**
 * @throws StemError UPLOAD_FAILED; LINK_LOST where the link breaks again and again: what arrived stays on the
 * device, and the next call goes on with it.
 */
export class Upload {
  readonly #ports: UploadPorts;
  readonly #action: UploadAction;
  readonly #onProgress: (bytes: number) => void;
  readonly #part: string;
  #boot: string | null = null;
  #hasRestarted = false;
  #arrived = 0;
  #reportedAt = 0;

  constructor(ports: UploadPorts, action: UploadAction, onProgress: (bytes: number) => void) {
    this.#ports = ports;
    this.#action = action;
    this.#onProgress = onProgress;
    this.#part = `${action.to}.part-${action.sha256.slice(0, 12)}`;
  }

  async finish(): Promise<void> {
    const { timeoutMs, to } = this.#action;
    const limit = AbortSignal.timeout(Math.min(timeoutMs, LONGEST_TIMER_MS));
    for (let cuts = 0; ; cuts += 1) {
      const before = this.#arrived;
      const file = await this.#open();
      try {
        await this.#attempt(file, limit);
        return;
      } catch (error) {
        if (limit.aborted)
          throw uploadFailed(
            `${to} was not there within ${String(timeoutMs / 1000)} s`,
            'Resume: it goes on at the byte where it stopped.',
            error,
          );
        if (this.#arrived > before) cuts = 0;
        if (!isLinkError(error) || cuts >= MOST_CUTS || this.#hasRestarted) throw error;
        const pauseMs = Math.min(1000 * 2 ** cuts, LONGEST_PAUSE_MS);
        await sleep(pauseMs, null, { signal: this.#ports.device.signal });
      } finally {
        await file.close();
      }
    }
  }

  async #attempt(file: FileHandle, limit: AbortSignal): Promise<void> {
    const { device, line } = this.#ports;
    if (line.link.isLost) this.#ports.line = await openLine(device, RECONNECT_MS);
    const offset = await this.#prepare();
    if (offset === null) return;
    this.#report(offset, true);
    if (offset < this.#action.bytes) await this.#push(file, offset, limit);
    await this.#verify();
    this.#report(this.#action.bytes, true);
  }

  /** @returns how much is there, null where the whole file is in its place already */
  async #prepare(): Promise<number | null> {
    const { to, bytes, sha256 } = this.#action;
    const { user } = this.#ports.device.route.connection;
    const said = await this.#run(
      script('prepare-upload', PREPARE, to, this.#part, user, String(bytes), sha256),
    );
    if (said.exitCode !== 0)
      throw uploadFailed(`${to} can't be prepared: ${said.stderr.trim()}`, LOOK_THERE);
    if (said.stdout.trim() === 'done') return null;
    const [, there = '', free = '', boot = ''] = said.stdout.trim().split(' ');
    // What was made ready before, a mount perhaps, is gone. Whoever called knows how to begin again.
    this.#hasRestarted = this.#boot !== null && this.#boot !== boot;
    if (this.#hasRestarted) throw linkLost('the device restarted while a file was pushed');
    this.#boot = boot;
    const missing = bytes - Number(there);
    if (missing > Number(free) * 1024)
      throw uploadFailed(
        `${to} needs ${String(missing)} bytes, and ${String(Number(free) * 1024)} are free`,
        LOOK_THERE,
      );
    return Number(there);
  }

  async #open(): Promise<FileHandle> {
    const { from } = this.#action;
    const file = await open(from).catch((error: unknown) => {
      throw uploadFailed(`${from} can't be read: ${reasonOf(error)}`, KEEP, error);
    });
    await this.#assertSize(file).catch(async (error: unknown) => {
      await file.close();
      throw error;
    });
    return file;
  }

  async #push(file: FileHandle, offset: number, limit: AbortSignal): Promise<void> {
    const { device, line } = this.#ports;
    const data = await DataLine.open(device, line.link.accepted, limit);
    try {
      await push(data, {
        file,
        bytes: this.#action.bytes,
        to: this.#part,
        offset,
        onArrived: (position) => {
          this.#arrived = position;
          this.#report(position, false);
        },
      });
      await this.#assertSize(file);
    } finally {
      data.close();
    }
  }

  async #assertSize(file: FileHandle): Promise<void> {
    const { size } = await file.stat();
    if (size !== this.#action.bytes)
      throw uploadFailed(
        `${this.#action.from} has ${String(size)} bytes and not ${String(this.#action.bytes)}`,
        KEEP,
      );
  }

  /** Only a file that is whole gets its name. */
  async #verify(): Promise<void> {
    const { from, to, sha256 } = this.#action;
    const said = await this.#run(script('finish-upload', FINISH, this.#part, to, sha256));
    if (said.exitCode === 0) return;
    if (said.exitCode !== 3)
      throw uploadFailed(`${to} can't be finished: ${said.stderr.trim()}`, LOOK_THERE);
    const here = await hashOf(from);
    throw uploadFailed(
      `the device has another sha256 of ${to}: ${said.stdout.slice(0, 64)}, expected ${sha256}`,
      here === sha256
        ? 'It was deleted there. Resume: it is pushed again.'
        : `The file here has ${here}: build or copy it again.`,
    );
  }

  #run(command: ShellCommand): Promise<CommandResult> {
    // A hash of all of it, from a disk that may be slow.
    const timeoutMs = Math.min(300_000 + this.#action.bytes / 1000, DAY_MS);
    const { as = 'root' } = this.#action;
    const wish = { as, timeoutMs, lockSeconds: LOCK_SECONDS };
    return this.#ports.line.shell.run(command, wish);
  }

  #report(position: number, isAlways: boolean): void {
    const now = performance.now();
    if (!isAlways && now - this.#reportedAt < REPORT_MS) return;
    this.#reportedAt = now;
    this.#onProgress(position);
  }
}

const RECONNECT_MS = 60_000;
const LOOK_THERE = 'Look at the room and the rights at that place on the device.';
