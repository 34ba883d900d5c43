import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StemError } from '../model/errors.ts';
import { judgeHostKey, type HostKeys } from './host-keys.ts';
import { hashedName, keyTypeOf, parseKnownHosts } from './known-hosts.ts';

const LOCK_MS = 10_000;
const PAUSE_MS = 50;

/**
 * Adds the key to the known_hosts file, whole or not at all: one append, under a lock, after a second look. Two devices
 * of one name that come at the same time can't both be right. Returns a refusal where somebody else was faster with
 * another key.
 */
export async function recordHostKey(blob: Buffer, known: HostKeys): Promise<StemError | null> {
  const { file, name, isHashed } = known;
  await makeDirectory(dirname(file));
  const unlock = await lock(`${file}.stem-lock`);
  try {
    const text = await textOf(file);
    const keys = [...known.keys, ...parseKnownHosts(text, file, name)];
    const refusal = judgeHostKey(blob, { ...known, keys });
    if (refusal?.code !== 'HOST_KEY_UNKNOWN') return refusal;
    const names = isHashed ? hashedName(name, randomBytes(20)) : name;
    const line = `${names} ${keyTypeOf(blob)} ${blob.toString('base64')}\n`;
    // The last line may lack its end, and a line that hangs on it would be lost with it.
    await append(file, text === '' || text.endsWith('\n') ? line : `\n${line}`);
    return null;
  } finally {
    await unlock();
  }
}

/** One level, as ssh does. Node's recursive form never comes back from a place like /proc. */
async function makeDirectory(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}

/** ssh itself may append meanwhile, and knows no lock of ours: hence no rewriting of the file. */
async function append(file: string, line: string): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    const { size } = await handle.stat();
    const { bytesWritten } = await handle.write(line);
    if (bytesWritten !== Buffer.byteLength(line)) {
      await handle.truncate(size);
      throw new Error('no room for the line');
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file that holds the process id of its owner; that of a dead one is taken over. */
async function lock(path: string): Promise<() => Promise<void>> {
  for (let waitedMs = 0; waitedMs < LOCK_MS; waitedMs += PAUSE_MS) {
    const handle = await create(path);
    if (handle !== null) {
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(path, { force: true });
    }
    if (await isLeftBehind(path)) await rm(path, { force: true });
    else await sleep(PAUSE_MS);
  }
  throw new StemError(`${path} is held by another process`, {
    code: 'FILE_UNREADABLE',
    hint: 'Wait for that process; if there is none, remove the file.',
  });
}

async function create(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  }
}

async function isLeftBehind(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (!/^\d+$/.test(text)) return false;
  try {
    return !process.kill(Number(text), 0);
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
