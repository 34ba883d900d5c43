import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SCRIPTS } from '../../src/cli/complete/scripts.ts';
import { openJournal } from '../../src/journal/libsql.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'stem-complete-'));
const file = (name: string, text: string, mode = 0o644): string => {
  const path = join(directory, name);
  writeFileSync(path, text, { mode });
  return path;
};
after(() => {
  rmSync(directory, { recursive: true });
});

/** What bash itself gets where Tab is pressed at the end of `line`. */
const tab = (line: string, env: Readonly<Record<string, string>> = {}): readonly string[] =>
  execFileSync(
    'bash',
    [
      '-c',
      `stem-remote() { "$NODE" --import "$TSX" "$MAIN" "$@"; }
       source "$SCRIPT"
       COMP_LINE=$1 COMP_POINT=\${#1} COMPREPLY=()
       _stem_remote stem-remote
       printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      line,
    ],
    {
      cwd: directory,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: '/nowhere',
        NODE: process.execPath,
        TSX: import.meta.resolve('tsx'),
        MAIN,
        SCRIPT: file('script', SCRIPTS['bash'] ?? ''),
        ...env,
      },
    },
  )
    .split('\n')
    .filter((word) => word !== '');

describe('completion in bash', () => {
  it('knows commands, and hosts behind a colon, where bash takes a new word to begin', () => {
    assert.deepEqual(tab('stem-remote resu'), ['resume']);
    file('fleet.ini', '[berlin]\nber-00[1:2]\n');
    assert.deepEqual(tab('stem-remote apply -i fleet.ini --limit ber'), [
      'berlin',
      'ber-001',
      'ber-002',
    ]);
    assert.deepEqual(tab('stem-remote ping -i fleet.ini berlin:!ber-001:&ber-'), [
      'ber-001',
      'ber-002',
    ]);
    assert.deepEqual(tab('stem-remote report --format=ju'), ['junit']);
  });

  it('knows files, and the runs of the journal', async () => {
    file('migrate.yml', '');
    assert.deepEqual(tab('stem-remote plan --playbook mig'), ['migrate.yml']);
    const journal = join(directory, 'journal.db');
    const opened = await openJournal(journal);
    await opened.append({
      ...{ kind: 'run.started', batches: [], request: {} },
      ...{ runId: '2026-run', host: '', at: '2026-01-01T00:00:00.000Z' },
    });
    await opened.close();
    assert.deepEqual(tab('stem-remote log ber-001 20', { STEM_JOURNAL: journal }), ['2026-run']);
  });

  it('starts no program and says nothing, whatever is wrong', () => {
    file('script.sh', `#!/bin/sh\ntouch ${directory}/started\necho '{}'\n`, 0o755);
    assert.deepEqual(tab('stem-remote ping -i script.sh a'), []);
    assert.notEqual(spawnSync('test', ['-e', join(directory, 'started')]).status, 0);
    file('broken.ini', 'a = "\n[x');
    assert.deepEqual(tab('stem-remote ping -i broken.ini a'), []);
    assert.deepEqual(tab('stem-remote log a ', { STEM_JOURNAL: '/nowhere/at/all.db' }), []);
  });
});

describe('the scripts of completion', () => {
  for (const [shell, script] of Object.entries(SCRIPTS))
    it(`are ${shell}, as far as it is here to say so`, () => {
      const checked = spawnSync(shell, ['-n', file(`script.${shell}`, script)], {
        encoding: 'utf8',
      });
      // bash is everywhere; the others only where somebody uses them.
      if (checked.error !== undefined) assert.notEqual(shell, 'bash');
      else assert.deepEqual([checked.status, checked.stderr], [0, '']);
      assert.match(script, /stem-remote __complete|"\$1" __complete/);
    });
});
