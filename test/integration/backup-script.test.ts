import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { HostContext } from '../../src/engine/context.ts';
import { perform } from '../../src/engine/perform.ts';
import { keptBeside } from '../../src/journal/kept-files.ts';
import type { Action, Outcome } from '../../src/model/action.ts';
import { BACKUP, STAGING } from '../../src/model/paths.ts';
import { backupPathsStep } from '../../src/steps/backup/paths.ts';
import { backupScriptStep } from '../../src/steps/backup/script.ts';
import { restorePathsStep } from '../../src/steps/restore/paths.ts';
import { restoreScriptStep } from '../../src/steps/restore/script.ts';
import { sshConnector } from '../../src/transport/connector.ts';
import { portsTo } from '../fakes/playbook.ts';
import { SshDevice } from '../fakes/ssh-device.ts';

const MIB = 2 ** 20;
const AT = 'run-1/web-1';
const LIMIT = { timeout: 300_000 };
/** More than the staging partition of this device holds. */
const DUMP_BYTES = 20 * MIB;
const STAGING_BYTES = 40 * MIB;

const dir = mkdtempSync(join(tmpdir(), 'stem-script-'));
const data = join(dir, 'customer');
const dump = join(data, 'dump');
const kept = keptBeside(join(dir, 'state', 'journal.db'));
let device: SshDevice;
let context: HostContext;
let act: (actions: readonly Action[]) => Promise<readonly Outcome[]>;
const own = (path: string): string => device.sshd.own(path);
const sumOf = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');
const scriptOf = (name: string, text: string): string => {
  writeFileSync(join(dir, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return join(dir, name);
};

before(async () => {
  device = await SshDevice.start({ isDevice: true });
  mkdirSync(own(STAGING), { recursive: true });
  const mount = ['mount', '-t', 'tmpfs', '-o', `size=${String(STAGING_BYTES)}`, 'none', STAGING];
  execFileSync('nsenter', ['-t', String(device.sshd.pid), '-m', ...mount]);
  mkdirSync(own(`${STAGING}/incoming`));
  mkdirSync(dump, { recursive: true });
  const connection = device.connection(device.accounts.add('password'));
  const connector = sshConnector({ connectionOf: () => connection, directory: device.directory });
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, ms / 10));
  const clock = { now: () => new Date().toISOString(), sleep };
  context = new HostContext({ name: 'web-1', site: '' }, {}, portsTo(connector, { kept, clock }));
  act = async (actions) => {
    const outcomes: Outcome[] = [];
    for (const action of actions)
      outcomes.push(await perform(action, { key: 'it', hasNoLog: false }, context));
    return outcomes;
  };
});
after(async () => {
  await context.hangUp();
  await device.stop();
  rmSync(dir, { recursive: true });
});

const varsOf = (script: string) => ({
  ...{ stem_run_id: 'run-1', inventory_hostname: 'web-1', stem_operator: 'ada@desk' },
  ...{ stem_backup_paths: data, stem_backup_script: script },
});
const run = async (vars: ReturnType<typeof varsOf>, job: 'absent' | 'done 1' = 'absent') =>
  (await act(backupScriptStep.apply({ job, undoing: 'absent' }, backupScriptStep.params(vars)))).at(
    -1,
  );

describe("what the customer's script writes", LIMIT, () => {
  it('has failed where it fills the staging partition, though the script says that all is well', async () => {
    const endless = scriptOf(
      'endless',
      'cat /dev/zero >"$STEM_BACKUP_DIR/all" 2>/dev/null; exit 0',
    );
    assert.deepEqual(await run(varsOf(endless)), {
      kind: 'failed',
      because:
        'exit code 1: there is no room left in /run/stem/staging/backup/script: set stem_backup_script_dir to a folder below stem_backup_paths',
      result: null,
    });
    rmSync(own(`${BACKUP}/script`), { recursive: true });
  });

  it('has failed where it is more than was announced', async () => {
    const more = scriptOf('more', 'head -c 2000000 /dev/zero >"$STEM_BACKUP_DIR/x"');
    const vars = { ...varsOf(more), stem_backup_script_bytes: 1_000_000 };
    const outcome = await run(vars, 'done 1');
    assert.match(
      outcome?.kind === 'failed' ? outcome.because : '',
      /^exit code 1: the script wrote 200\d{4} bytes, and stem_backup_script_bytes says 1000000 at most: set /,
    );
    rmSync(own(`${BACKUP}/script`), { recursive: true });
  });
});

describe('a folder of the old root for it', LIMIT, () => {
  it('goes to the controller with the paths, and is back before the restore script runs', async () => {
    const save = scriptOf(
      'save',
      `head -c ${String(DUMP_BYTES)} /dev/urandom >"$STEM_BACKUP_DIR/database"`,
    );
    const load = scriptOf('load', `cp "$STEM_BACKUP_DIR/database" ${join(dir, 'loaded')}`);
    const vars = {
      ...{ ...varsOf(save), stem_backup_script_dir: dump, stem_restore_script: load },
      ...{ stem_backup_to: 'controller' },
    };
    assert.equal((await run(vars, 'done 1'))?.kind, 'done');
    const sum = sumOf(join(dump, 'database'));

    const none = {
      ...({ sealed: null, away: null, job: 'absent' } as const),
      kept: await kept.look(AT),
      ...{ list: null, hasChanged: false },
    } as const;
    const counted = { entries: 4, tarBytes: 21 * MIB, diskBytes: 21 * MIB, sumsBytes: 1000 };
    const sizes = {
      rootBytes: 2 ** 32,
      stagingBytes: 2 ** 29,
      absent: [],
      outside: [],
      paths: counted,
    };
    await act(backupPathsStep.apply({ ...none, sizes }, backupPathsStep.params(vars)));
    const archive = readFileSync(own(`${BACKUP}/paths.sealed`), 'utf8');
    const there = await kept.look(AT);
    assert.equal(there.sha256, archive.slice(0, 64));
    assert.ok(there.bytes > DUMP_BYTES, 'all of it went to the controller');
    assert.deepEqual(readdirSync(own(BACKUP)).sort(), [
      ...['paths.away', 'paths.list', 'paths.pieces', 'paths.sealed', 'paths.sha256'],
    ]);

    rmSync(data, { recursive: true });
    const away = readFileSync(own(`${BACKUP}/paths.away`), 'utf8');
    const back = { sealed: null, archive, away, kept: there, job: 'absent' } as const;
    const restored = await act([
      ...restorePathsStep.apply(back, restorePathsStep.params(vars)),
      ...restoreScriptStep.apply({ sealed: null, job: 'absent' }, restoreScriptStep.params(vars)),
    ]);
    assert.deepEqual(
      restored.map(({ kind }) => kind),
      ['done', 'done'],
    );
    assert.equal(sumOf(join(dump, 'database')), sum);
    assert.equal(sumOf(join(dir, 'loaded')), sum);
    assert.equal(existsSync(own(`${STAGING}/incoming/pieces`)), false);
  });
});
