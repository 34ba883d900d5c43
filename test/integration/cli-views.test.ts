import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openJournal } from '../../src/journal/libsql.ts';
import type { EventBody } from '../../src/model/event.ts';
import { recordProblem } from '../../src/report/json-records.ts';
import { runCli, type CliResult } from '../fakes/run-cli.ts';
import { makeClientKey, Sshd } from '../fakes/sshd.ts';

/** What the real command shows of a run that a journal has: one device answers, one does not. */
const directory = mkdtempSync(join(tmpdir(), 'stem-views-'));
const inventory = join(directory, 'fleet.ini');
const journal = join(directory, 'journal.db');
let sshd: Sshd;

before(async () => {
  sshd = await Sshd.start();
  const key = makeClientKey(directory);
  const user = userInfo().username;
  sshd.authorizeKey(user, readFileSync(`${key}.pub`, 'utf8'));
  const about = `ansible_host=127.0.0.1 ansible_user=${user} ansible_ssh_private_key_file=${key}`;
  const hostKey = `stem_host_key="${sshd.hostKeys[0] ?? ''}"`;
  writeFileSync(
    inventory,
    `web-1 site=berlin ${about} ${hostKey} ansible_port=${String(sshd.port)}\nweb-2 site=rome ${about} ansible_port=1\n`,
  );
  await writeJournal();
});
after(async () => {
  await sshd.stop();
  rmSync(directory, { recursive: true });
});

async function writeJournal(): Promise<void> {
  const request = {
    inventory,
    limit: null,
    playbook: null,
    bundle: null,
    bundles: [],
    extraVars: [],
    serial: null,
    forks: 5,
    siteForks: 5,
    maxFail: 0,
    knownHosts: null,
    operator: 'me@here',
    sites: { 'web-1': 'berlin', 'web-2': 'rome' },
  };
  const result = { exitCode: 1, stdout: '', stderr: 'cat: gate: no such file', isCut: false };
  const of = (task: string): { task: string } => ({ task });
  const events: readonly (readonly [string, EventBody])[] = [
    ['', { kind: 'run.started', batches: [['web-1', 'web-2']], request }],
    ['web-1', { kind: 'host.seen', where: { system: 'environment', bootId: 'b' } }],
    ['web-1', { kind: 'task.started', ...of('install/format'), before: {} }],
    ['web-1', { kind: 'action.started', ...of('install/format'), index: 0, text: 'cat gate' }],
    [
      'web-1',
      {
        kind: 'action.ended',
        ...of('install/format'),
        index: 0,
        outcome: { kind: 'failed', because: 'exit code 1', result },
      },
    ],
    ['web-1', { kind: 'host.ended', end: 'failed', because: 'install/format: exit code 1' }],
    ['web-2', { kind: 'host.ended', end: 'unreachable', because: 'no connection' }],
  ];
  const file = await openJournal(journal);
  for (const [host, body] of events)
    await file.append({ ...body, runId: 'run-1', host, at: '2026-01-01T00:00:00.000Z' });
  await file.close();
}

const stem = (...args: readonly string[]): Promise<CliResult> =>
  runCli(args, { env: { STEM_JOURNAL: journal } });
const recordsOf = ({ stdout }: CliResult): readonly Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('status --live', () => {
  it('says where each device is now, and what the journal has', async () => {
    const one = await stem('status', '--live', '--limit', 'web-1');
    assert.equal(
      one.stdout,
      'web-1 (berlin): the old system is up; the journal last saw the environment system\n',
    );
    assert.equal(one.code, 0);
  });

  it('is as documented as JSON, also of a device that does not answer', async () => {
    const all = await stem('status', 'run-1', '--live', '--json');
    assert.equal(all.code, 4);
    const records = recordsOf(all);
    assert.deepEqual(
      records.map((record) => recordProblem(record)),
      [null, null],
    );
    const [down] = records.filter(({ host }) => host === 'web-2');
    assert.equal((down?.['error'] as { code: string }).code, 'UNREACHABLE');
  });

  it('is not mixed up with the journal alone', async () => {
    const wrong = await stem('status', '--limit', 'web-1');
    assert.equal(wrong.code, 64);
    assert.match(wrong.stderr, /--limit is about --live\. Next: Say `status --live` as well/);
  });
});

describe('log and report', () => {
  it('have each command of a device', async () => {
    const log = await stem('log', 'web-1');
    assert.match(log.stdout, /^install\/format\n {2}\$ cat gate\n.*failed, exit 1.*\n {4}! cat: /m);
    const nobody = await stem('log', 'web-9', 'run-1', '--failed');
    assert.equal(nobody.code, 66);
    assert.match(nobody.stderr, /has no device web-9\. Did you mean "web-1"\?/);
    const [action] = recordsOf(await stem('log', 'web-1', '--json'));
    assert.deepEqual([action?.['exitCode'], recordProblem(action)], [1, null]);
  });

  it('have other forms', async () => {
    const csv = await stem('report', '--format', 'csv');
    assert.equal(csv.code, 2 | 4 | 16);
    assert.match(csv.stdout, /\nweb-1,berlin,failed,environment,no,no,install\/format,0,/);
    const json = await stem('report', '--json');
    for (const record of recordsOf(json)) assert.equal(recordProblem(record), null);
    const document = recordsOf(await stem('report', '--format', 'json'));
    assert.deepEqual(document.map(recordProblem), [null]);
  });
});
