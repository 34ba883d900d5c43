import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { App } from '../app.ts';
import { argsOf } from '../args.ts';
import { readSources } from '../inventory/read-inventory.ts';
import { DEFAULT_PLAYBOOK } from '../package-root.ts';
import { readPlaybook } from '../run/playbook-file.ts';
import { initCommand } from './init.ts';

const cwd = mkdtempSync(join(tmpdir(), 'stem-init-'));
after(() => {
  rmSync(cwd, { recursive: true });
});

const init = async (directory?: string): Promise<readonly string[]> => {
  const lines: string[] = [];
  const app = { cwd, out: (text: string) => lines.push(text) } as Partial<App> as App;
  assert.equal(await initCommand.run(argsOf({ directory }), app), 0);
  return lines.join('\n').split('\n');
};

describe('init', () => {
  it('writes what `inventory` and `plan` can read, and says what comes next', async () => {
    const lines = await init('acme');
    assert.deepEqual(lines.slice(0, 2), ['acme/fleet.ini: written', 'acme/migrate.yml: written']);
    assert.ok(lines.includes('      stem-remote inventory -i acme/fleet.ini --graph'));
    const fleet = join(cwd, 'acme', 'fleet.ini');
    const inventory = readSources({ sources: [fleet], playFolder: null });
    assert.deepEqual(
      [...inventory.hosts.keys()],
      ['kiosk-01.berlin.example.net', 'kiosk-02.berlin.example.net', 'till-1', 'till-2'],
    );
    assert.deepEqual(inventory.warnings, []);
    const playbook = join(cwd, 'acme', 'migrate.yml');
    readPlaybook(playbook);
    assert.equal(readFileSync(playbook, 'utf8'), readFileSync(DEFAULT_PLAYBOOK, 'utf8'));
  });

  it('never overwrites: what is there stays as it is', async () => {
    writeFileSync(join(cwd, 'fleet.ini'), 'mine');
    const lines = await init();
    assert.deepEqual(lines.slice(0, 2), [
      'fleet.ini: kept, as it was there already',
      'migrate.yml: written',
    ]);
    assert.equal(readFileSync(join(cwd, 'fleet.ini'), 'utf8'), 'mine');
  });

  it('says where it can not write', async () => {
    writeFileSync(join(cwd, 'file'), '');
    await assert.rejects(async () => init('file/below'), {
      code: 'FILE_UNREADABLE',
      hint: 'Check the path and its rights.',
    });
  });
});
