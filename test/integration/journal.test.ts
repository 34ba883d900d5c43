import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openJournal, openJournalForReading } from '../../src/journal/libsql.ts';
import type { StemEvent } from '../../src/model/event.ts';

const CHILD = fileURLToPath(new URL('journal-child.ts', import.meta.url));
const LIMIT = { timeout: 120_000 };

let dir = '';
before(() => {
  dir = mkdtempSync(join(tmpdir(), 'stem-journal-'));
});
after(() => {
  rmSync(dir, { recursive: true });
});

type Child = ChildProcessByStdio<null, Readable, Readable>;
const startWriter = (file: string, count: number, hosts: readonly string[]): Child =>
  spawn(process.execPath, ['--import', 'tsx', CHILD, file, String(count), ...hosts], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const numbersOf = (events: readonly StemEvent[], host: string): readonly number[] =>
  events.flatMap((event) =>
    event.kind === 'action.output' && event.host === host ? [parseInt(event.text, 10)] : [],
  );
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

/** Kills the writer at its `killAt`-th acknowledgement; gives the last acknowledged number of each host. */
async function killAt(writer: Child, killAtAck: number): Promise<ReadonlyMap<string, number>> {
  const acknowledged = new Map<string, number>();
  let count = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    const [host = '', number = ''] = line.split(' ');
    acknowledged.set(host, Number(number));
    count += 1;
    if (count === killAtAck) writer.kill('SIGKILL');
  }
  return acknowledged;
}

describe('a journal whose writer is killed', () => {
  it('has every acknowledged event and no gap, each of five times', LIMIT, async () => {
    const file = join(dir, 'killed.db');
    const hosts = ['web-1', 'web-2', 'web-3'];
    for (const round of upTo(5)) {
      const names = hosts.map((host) => `${host}.${String(round)}`);
      const writer = startWriter(file, 1e9, names);
      const acknowledged = await killAt(writer, 1 + Math.floor(Math.random() * 400));
      const reader = await openJournalForReading(file);
      const events = await reader.read('run-1');
      await reader.close();
      for (const host of names) {
        const numbers = numbersOf(events, host);
        assert.deepEqual(numbers, upTo(numbers.length));
        assert.ok(numbers.length > (acknowledged.get(host) ?? -1), host);
      }
      assert.ok(acknowledged.size > 0);
    }
  });
});

describe('a journal that several processes use', () => {
  it('takes what two of them write at the same time, while a third reads', LIMIT, async () => {
    const file = join(dir, 'shared.db');
    const count = 300;
    const writers = ['web-1', 'web-2'].map((host) => startWriter(file, count, [host]));
    const ends = Promise.all(writers.map((writer) => once(writer, 'close')));
    for (const writer of writers) writer.stdout.resume();
    const [first] = writers;
    if (first !== undefined) await once(first.stdout, 'data');
    const reader = await openJournalForReading(file);
    const state = { isWriting: true };
    let seen = 0;
    void ends.then(() => (state.isWriting = false));
    while (state.isWriting) {
      const events = await reader.read('run-1');
      assert.ok(events.length >= seen);
      for (const host of ['web-1', 'web-2']) {
        const numbers = numbersOf(events, host);
        assert.deepEqual(numbers, upTo(numbers.length));
      }
      seen = events.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(await ends, [
      [0, null],
      [0, null],
    ]);
    assert.equal((await reader.read('run-1')).length, 2 * count);
    await reader.close();
  });

  it('gives a run to one process, and to the next once the first is killed', LIMIT, async () => {
    const file = join(dir, 'claimed.db');
    const url = new URL('../../src/journal/libsql.ts', import.meta.url).href;
    const script = `
      const { openJournal } = await import(${JSON.stringify(url)});
      await (await openJournal(${JSON.stringify(file)})).claimRun('run-1');
      process.stdout.write('claimed');
      setInterval(() => undefined, 1000);`;
    const owner = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(owner.stdout, 'data');
    const journal = await openJournal(file);
    await assert.rejects(journal.claimRun('run-1'), {
      code: 'RUN_LOCKED',
      message: new RegExp(`^run run-1 is driven by process ${String(owner.pid)} on `),
    });
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await (await journal.claimRun('run-1')).release();
    await journal.close();
  });
});

describe('a journal whose disk gives no more room', () => {
  it('fails the append, keeps what it acknowledged, and says why', LIMIT, async () => {
    const file = join(dir, 'full.db');
    // A limit on the size of files stands for a full disk: the signal is ignored, so that write() fails.
    const writer = spawn(
      'sh',
      [
        '-c',
        'trap "" XFSZ; ulimit -f 300; exec "$@"',
        'sh',
        process.execPath,
        '--import',
        'tsx',
        CHILD,
        file,
        '1000000',
        'web-1',
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let stderr = '';
    writer.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const acknowledged = await killAt(writer, Infinity);
    assert.match(stderr, /StemError: the journal .*full\.db: the disk (reports an error|is full)/);
    const reader = await openJournalForReading(file);
    const numbers = numbersOf(await reader.read('run-1'), 'web-1');
    await reader.close();
    assert.deepEqual(numbers, upTo(numbers.length));
    assert.equal(numbers.length, (acknowledged.get('web-1') ?? -1) + 1);
  });
});
