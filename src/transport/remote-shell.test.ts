import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sh } from '../model/command.ts';
import { AFTER_SU, askText, RUN_SHELL, runText, wayOf, type RunOrder } from './remote-shell.ts';

const ORDER: RunOrder = {
  way: 'sudo',
  mark: 'stem-0',
  command: sh('echo', "it's"),
  directory: '/run/stem',
  shellFile: '/run/stem/run.sh',
  lockSeconds: 30,
  stdinBytes: 7,
  seconds: 60,
  stdoutLimit: 100,
  stderrLimit: 10,
};

describe('the text that goes to a device', () => {
  it('becomes root where it has to, and by sudo where the inventory says so', () => {
    assert.equal(wayOf('login', 'sudo'), 'login');
    assert.equal(wayOf('login', 'none'), 'login');
    assert.equal(wayOf('root', 'sudo'), 'sudo');
    assert.equal(wayOf('root', 'none'), 'root');
  });

  it('runs the shell that lies on the device, with limits of one byte more than is kept', () => {
    const text = runText(ORDER);
    const words = 'stem-become sudo stem-0 sh /run/stem/run.sh stem-0 /run/stem 30 7 60 101 11';
    assert.ok(text.includes(`${words} 'echo `), text.slice(-200));
    assert.ok(!text.includes('mkfifo'), 'the shell is not sent again');
  });

  it('brings the shell along where the device has none yet', () => {
    const text = runText({ ...ORDER, shellFile: null });
    assert.ok(text.includes('mkfifo'), 'the shell is sent');
    assert.match(text, / stem-run stem-0 \/run\/stem 30 7 60 101 11 /);
    assert.match(RUN_SHELL, /flock -n 9/);
  });

  it('waits, after su, until nobody else reads the input', async () => {
    // A shell with no processor yet when it is told to end.
    const text = `trap 'sleep 0.3; exit 3' TERM; echo ready; while :; do sleep 0.05; done`;
    const reader = spawn('sh', ['-c', text], { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(reader, 'exit');
    await once(reader.stdout, 'data');
    const env = { ...process.env, STEM_F: String(reader.pid), STEM_P: String(process.pid) };
    const alive = `read -r a b c e <"/proc/$reader/stat" && [ "$c" != Z ] && echo alive; true`;
    const shell = ['-c', `reader=$STEM_F; ${AFTER_SU}; { ${alive}; } 2>/dev/null`];
    assert.equal(spawnSync('sh', shell, { env, encoding: 'utf8' }).stdout, '');
    assert.deepEqual(await ended, [3, null]);
  });

  it('leaves whoever is not its own reader alone', () => {
    const kill = `sleep 5 & STEM_F=$! STEM_P=1; ${AFTER_SU}; kill "$!" && echo lived`;
    assert.equal(spawnSync('sh', ['-c', kill], { encoding: 'utf8' }).stdout, 'lived\n');
  });

  it('sees at once that its readers have read all', () => {
    const bin = mkdtempSync(join(tmpdir(), 'stem-sleep-'));
    try {
      // The first wait is as long as they need, on any machine; a second one would be in vain.
      const isRead = `set -- ${bin}/stem-io.*/*.end; [ $# = 2 ]`;
      const text = `#!/bin/sh\necho waited >>${bin}/log\nfor t in $(seq 300)\ndo ${isRead} && break; /bin/sleep 0.1; done\n`;
      writeFileSync(join(bin, 'sleep'), text, { mode: 0o755 });
      const order = { ...ORDER, way: 'login', shellFile: null, stdinBytes: 0 } as const;
      const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
      const { stdout } = spawnSync('sh', ['-c', runText({ ...order, directory: bin })], {
        ...{ env, input: '', encoding: 'utf8', timeout: 60_000 },
      });
      assert.match(stdout, /it's\n$/);
      const waits = readFileSync(join(bin, 'log'), { encoding: 'utf8', flag: 'a+' });
      assert.ok(waits === '' || waits === 'waited\n', waits);
    } finally {
      rmSync(bin, { recursive: true });
    }
  });

  it('asks without a lock and without a file', () => {
    const text = askText({ way: 'login', mark: 'stem-0' }, 180, sh('cat', '/x y'));
    assert.match(text, /stem-become login stem-0 sh -c /);
    assert.ok(text.endsWith(` stem-ask stem-0 180 'cat '\\''/x y'\\'''`), text.slice(-60));
    assert.doesNotMatch(text, /flock|mkfifo|mktemp/);
  });
});
