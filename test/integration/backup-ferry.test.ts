import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PIECES_IN, PIECES_OUT, sendPaths, takePaths } from '../../src/commands/pieces.ts';
import { HostContext, type Ports } from '../../src/engine/context.ts';
import { perform } from '../../src/engine/perform.ts';
import { keptBeside } from '../../src/journal/kept-files.ts';
import { memoryJournal } from '../../src/journal/memory.ts';
import type { CollectAction, Outcome, SupplyAction } from '../../src/model/action.ts';
import type { KeptFiles } from '../../src/model/kept.ts';
import { BACKUP } from '../../src/model/paths.ts';
import { sshConnector } from '../../src/transport/connector.ts';
import { Proxy } from '../fakes/proxy.ts';
import { SshDevice } from '../fakes/ssh-device.ts';

const MIB = 2 ** 20;
const MOST = 3;
const AT = 'run-1/web-1';
const TASK = { key: 'backup/paths', hasNoLog: false };

/** A device that sshd stands in for, behind a network that breaks; its `/run/stem` is its own. */
const dir = mkdtempSync(join(tmpdir(), 'stem-ferry-'));
const data = join(dir, 'customer');
const kept = keptBeside(join(dir, 'state', 'journal.db'));
let device: SshDevice;
let proxy: Proxy;
/** What to do when bytes have crossed. */
let onProgress: (bytes: number) => void = () => undefined;
let most = 0;
const own = (path: string): string => device.sshd.own(path);
const sumsOf = (): string =>
  execFileSync('sh', ['-c', 'cd "$1" && find . -type f -exec sha256sum {} + | sort', 'sh', data], {
    encoding: 'utf8',
  });
let sums = '';

before(async () => {
  device = await SshDevice.start({ isDevice: true });
  proxy = await Proxy.start(device.sshd.port);
  mkdirSync(own('/run/stem/staging/incoming'), { recursive: true });
  mkdirSync(join(data, 'empty'), { recursive: true });
  for (const [name, bytes] of [
    ['large', 2 * MIB + 3],
    ['two  words', 100],
    ['-rf', 1],
  ] as const)
    writeFileSync(join(data, name), randomBytes(bytes), { mode: 0o640 });
  sums = sumsOf();
});
after(async () => {
  await proxy.stop();
  await device.stop();
  rmSync(dir, { recursive: true });
});

const pilot = (() => {
  let account: ReturnType<SshDevice['accounts']['add']> | null = null;
  return () => (account ??= device.accounts.add('password'));
})();
/** A controller, with what it keeps. */
const controller = (files: KeptFiles = kept): HostContext => {
  const connection = device.connection(pilot(), { port: proxy.port });
  const ports: Ports = {
    runId: 'run-1',
    connector: sshConnector({ connectionOf: () => connection, directory: device.directory }),
    journal: memoryJournal(),
    clock: {
      now: () => new Date().toISOString(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 10)),
    },
    assertLease: () => Promise.resolve(),
    watch: (event) => {
      if (event.kind !== 'action.progress') return;
      if (existsSync(own(PIECES_OUT)))
        most = Math.max(most, readdirSync(own(PIECES_OUT)).filter((n) => /^\d+$/.test(n)).length);
      onProgress(event.bytes);
    },
    stop: () => 'go-on',
    signal: new AbortController().signal,
    kept: files,
  };
  return new HostContext({ name: 'web-1', site: 'lab' }, {}, ports);
};
const collecting = (name: string): CollectAction => ({
  kind: 'collect',
  dir: `/run/stem/jobs/${name}`,
  command: sendPaths({
    paths: [data],
    pieceBytes: MIB,
    mostPieces: MOST,
    place: '/there of ada@desk',
  }),
  pieces: PIECES_OUT,
  to: AT,
  atMostBytes: 20 * MIB,
  timeoutMs: 120_000,
});
const sealed = (): string => readFileSync(own(`${BACKUP}/paths.sealed`), 'utf8').slice(0, 64);
const supplying = async (name: string): Promise<SupplyAction> => {
  const { pieces, bytes } = await kept.look(AT);
  return {
    kind: 'supply',
    dir: `/run/stem/jobs/${name}`,
    command: takePaths(pieces, 'run-2'),
    pieces: PIECES_IN,
    from: AT,
    bytes,
    sha256: sealed(),
    timeoutMs: 120_000,
  };
};
const act = async (
  action: CollectAction | SupplyAction,
  context = controller(),
): Promise<Outcome> => {
  const outcome = await perform(action, TASK, context);
  await context.hangUp();
  return outcome;
};
/** Once, as soon as that much has crossed. */
const cutAt = (bytes: number): void => {
  onProgress = (crossed) => {
    if (crossed < bytes) return;
    onProgress = () => undefined;
    proxy.cut();
  };
};

const LIMIT = { timeout: 400_000 };

describe('a backup that goes to the controller', LIMIT, () => {
  it('is refused before anything is done where the controller has no room', async () => {
    const full = { ...kept, freeBytes: () => Promise.resolve(20 * MIB - 1) };
    assert.deepEqual(await act(collecting('full'), controller(full)), {
      kind: 'failed',
      because: `${kept.folderOf(AT)} on the controller has too little room: 1 bytes are missing`,
      result: null,
    });
    assert.equal(existsSync(own('/run/stem/jobs/full')), false);
  });

  it('goes on with the same job where the link is cut, and is whole at both ends', async () => {
    cutAt(MIB);
    const action = collecting('backup-paths');
    const cut = await act(action);
    assert.equal(cut.kind, 'unknown');
    assert.ok((await kept.look(AT)).bytes >= MIB, 'what was fetched stays');
    const started = statSync(own('/run/stem/jobs/backup-paths/pid')).mtimeMs;
    // Another process of the same controller: nothing but its files is left of the first.
    assert.deepEqual(await act(action), { kind: 'done', result: null });
    assert.equal(statSync(own('/run/stem/jobs/backup-paths/pid')).mtimeMs, started);
    const { sha256, pieces, bytes } = await kept.look(AT);
    assert.equal(sha256, sealed());
    assert.ok(pieces >= 3 && bytes > 2 * MIB, `${String(pieces)} pieces`);
    assert.ok(most < MOST, `at most ${String(most)} pieces lay on the device`);
    assert.equal(existsSync(own(PIECES_OUT)), false);
    assert.equal(readFileSync(own(`${BACKUP}/paths.away`), 'utf8'), '/there of ada@desk\n');
    assert.equal(statSync(kept.folderOf(AT)).mode & 0o077, 0);
  });
});

describe('a backup that comes back from there', LIMIT, () => {
  it('comes back through another cut, and every file is what it was', async () => {
    rmSync(data, { recursive: true });
    const action = await supplying('restore-paths');
    cutAt(MIB);
    // An upload mends its link by itself; a command leaves it to the next try.
    const first = await act(action);
    assert.notEqual(first.kind, 'failed');
    if (first.kind === 'unknown') assert.equal((await act(action)).kind, 'done');
    assert.equal(sumsOf(), sums);
    assert.ok(existsSync(join(data, 'empty')), 'an empty folder as well');
    assert.equal(statSync(join(data, 'large')).mode & 0o777, 0o640);
    assert.equal(existsSync(own(PIECES_IN)), false);
  });

  it('is not sent where this controller has not what was sealed', async () => {
    const action = await supplying('restore-wrong');
    const refused = {
      kind: 'failed',
      because: `${kept.folderOf(AT)} does not hold what was sealed`,
      result: null,
    };
    appendFileSync(join(kept.folderOf(AT), '00001'), 'x');
    assert.deepEqual(await act(action), refused);
    await kept.clear(AT);
    assert.deepEqual(await act(action), refused);
    assert.equal(existsSync(own('/run/stem/jobs/restore-wrong')), false);
  });

  it('is not sealed where a file changes while it is archived', async () => {
    onProgress = () => {
      appendFileSync(join(data, 'large'), 'more');
    };
    const outcome = await act(collecting('changing'));
    assert.equal(outcome.kind, 'failed');
    assert.equal(existsSync(own(`${BACKUP}/paths.sealed`)), false);
  });
});
