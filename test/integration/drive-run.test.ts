import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { App } from '../../src/cli/app.ts';
import { driveRun, type Drive } from '../../src/cli/run/drive.ts';
import { migrateFleet } from '../../src/engine/fleet.ts';
import { migrateHost } from '../../src/engine/host.ts';
import { openJournal } from '../../src/journal/libsql.ts';
import { makePlan } from '../../src/planning/make-plan.ts';
import type { Connector, Host } from '../../src/model/session.ts';
import { oldDevice, TASKS, VARS } from '../fakes/playbook.ts';

type SignalName = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

class FakeApp implements App {
  readonly env = {};
  readonly cwd = '/';
  readonly home = '/';
  readonly user = 'me';
  readonly operator = 'me@here';
  readonly isOutTerminal = false;
  readonly isErrTerminal = false;
  readonly isInTerminal = false;
  readonly color = 'auto';
  readonly screen = { write: () => undefined, columns: () => 80, rows: () => 24 };
  readonly width = 200;
  readonly results: string[] = [];
  readonly progress: string[] = [];
  readonly #listeners = new Set<(name: SignalName) => void>();

  out(text: string): void {
    this.results.push(text);
  }
  err(text: string): void {
    this.progress.push(text);
  }
  ask(): Promise<string> {
    return Promise.resolve('');
  }
  askHidden(): Promise<string> {
    return Promise.resolve('');
  }
  onSignal(on: (name: SignalName) => void): () => void {
    this.#listeners.add(on);
    return () => {
      this.#listeners.delete(on);
    };
  }
  send(name: SignalName): void {
    for (const listener of [...this.#listeners]) listener(name);
  }
  get isListening(): boolean {
    return this.#listeners.size > 0;
  }
}

const HOSTS: readonly Host[] = [
  { name: 'web-1', site: 'berlin' },
  { name: 'web-2', site: 'rome' },
];

const newJournal = (): string => join(mkdtempSync(join(tmpdir(), 'stem-drive-')), 'journal.db');

interface Scene {
  readonly app: FakeApp;
  readonly journal: string;
  readonly connector: Connector;
  readonly isJson?: boolean;
}

const drive = ({ app, journal, connector, isJson = false }: Scene): Promise<number> => {
  const how: Drive = {
    runId: 'run-1',
    journal,
    connector,
    goal: 'reached',
    hosts: new Set(HOSTS.map(({ name }) => name)),
    isJson,
    verbosity: 0,
    phaseOf: () => '',
  };
  return driveRun(how, app, ({ ports, guard }) =>
    migrateFleet(
      makePlan(HOSTS, TASKS, [1]),
      {
        forks: 5,
        siteForks: 5,
        jumpForks: 5,
        maxFail: 0,
        request: { sites: { 'web-1': 'berlin', 'web-2': 'rome' } },
        migrate: (host) =>
          guard(host, () =>
            migrateHost(
              { host, vars: VARS, tasks: TASKS, onFailure: 'roll-back' },
              { ...ports, clock: CLOCK },
            ),
          ),
      },
      ports,
    ),
  );
};

/** Reboots are instant here. */
const CLOCK = { now: () => new Date().toISOString(), sleep: () => Promise.resolve() };

const fleet = (): Connector => {
  const devices = new Map(HOSTS.map(({ name }) => [name, oldDevice()]));
  return {
    connect: ({ name }) => {
      const device = devices.get(name);
      assert.ok(device);
      return device.connect();
    },
  };
};

describe('a driven run', () => {
  it('says how to resume first, and ends with a table and 0', async () => {
    const scene = { app: new FakeApp(), journal: newJournal(), connector: fleet() };
    assert.equal(await drive(scene), 0);
    const { app } = scene;
    assert.equal(app.progress[0], 'run run-1: resume with `stem-remote resume run-1`');
    assert.equal(app.progress[1], '2 devices, in batches of 1, then 1');
    assert.match(app.results.join('\n'), /web-1 .* berlin .* reached .* new .*\n.*\n.*web-2/);
    assert.equal(app.results.at(-1), 'run run-1: 2 reached');
    assert.equal(app.isListening, false);
    await drive(scene); // The claim was given back.
  });

  it('prints nothing but JSON on stdout where that is asked for', async () => {
    const scene = { app: new FakeApp(), journal: newJournal(), connector: fleet(), isJson: true };
    await drive(scene);
    const records = scene.app.results.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.ok(records.every(({ version }) => version === 1));
    assert.equal(records[0]?.['kind'], 'run.started');
    assert.equal(records.at(-1)?.['kind'], 'run.summary');
    assert.equal(records.at(-1)?.['exitCode'], 0);
    assert.ok(records.some(({ kind }) => kind === 'action.progress'));
    assert.ok(!scene.app.results.join('').includes('hunter2'));
  });
});

describe('a driven run that does not get there', () => {
  it('keeps a bug with one host from ending the run unseen', async () => {
    const devices = fleet();
    const connector: Connector = {
      connect: (host, timeoutMs, signal) =>
        host.name === 'web-1'
          ? Promise.reject(new TypeError('x is undefined'))
          : devices.connect(host, timeoutMs, signal),
    };
    const scene = { app: new FakeApp(), journal: newJournal(), connector };
    assert.equal(await drive(scene), 1 | 8 | 16);
    assert.match(
      scene.app.progress.join('\n'),
      /^web-1: internal error, .*TypeError: x is undefined/m,
    );
    assert.match(
      scene.app.results.join('\n'),
      /web-1 .* unknown .* internal error: x is undefined/,
    );
    assert.match(scene.app.results.join('\n'), /web-2 .* not started/);
  });

  it('leaves at the third Ctrl-C, and the journal says how the host was left', async () => {
    const app = new FakeApp();
    const connector: Connector = {
      connect: (_, __, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('closed'));
          });
          for (const name of ['SIGINT', 'SIGINT', 'SIGINT'] as const) app.send(name);
        }),
    };
    const journal = newJournal();
    assert.equal(await drive({ app, journal, connector }), 130);
    const file = await openJournal(journal);
    const ended = (await file.read('run-1')).filter(({ kind }) => kind === 'host.ended');
    await file.close();
    assert.deepEqual(
      ended.map((event) => [event.host, 'because' in event ? event.because : '']),
      [['web-1', 'left while it was busy: it finishes what it does']],
    );
  });
});

describe('a driven run that must not start', () => {
  it('starts no further host once it drains', async () => {
    const app = new FakeApp();
    const devices = fleet();
    const connector: Connector = {
      connect: (host, timeoutMs, signal) => {
        app.send('SIGINT');
        return devices.connect(host, timeoutMs, signal);
      },
    };
    assert.equal(await drive({ app, journal: newJournal(), connector }), 8);
    assert.match(app.results.join('\n'), /web-1 .* stopped .* stopped at a safe point/);
    assert.match(
      app.results.at(-1) ?? '',
      /stopped early: the operator stopped it; never started: web-2/,
    );
  });

  it('refuses a run that another controller drives', async () => {
    const journal = newJournal();
    const other = await openJournal(journal);
    const claim = await other.claimRun('run-1');
    await assert.rejects(drive({ app: new FakeApp(), journal, connector: fleet() }), {
      code: 'RUN_LOCKED',
    });
    await claim.release();
    await other.close();
  });
});
