import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COMMAND = [process.execPath, '--import', 'tsx', 'src/cli/main.ts'] as const;

const folder = mkdtempSync(join(tmpdir(), 'stem-options-'));
after(() => {
  rmSync(folder, { recursive: true });
});

/** Nobody listens on port 1: a device that is asked at all is unreachable, with exit code 4. */
const inventory = join(folder, 'hosts');
writeFileSync(inventory, 'web-1 ansible_host=127.0.0.1 ansible_port=1 ansible_user=op\n');
mkdirSync(join(folder, 'group_vars'));

const ENVELOPE = `  $ANSIBLE_VAULT;1.1;AES256
  34386434633134643463333039313730353832643361323530316234623338333336663261643461
  3930346364396634363866353737353030633535636132650a353331653937636131383236663232
  63393638623734393834313562303064323131313930323332396138313765303664663634316436
  3435643332626430630a353662386364383138643531393861653532396435333933353663306332
  3839
`;

interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

const run = (...args: readonly string[]): Ended => {
  const [program, ...before] = COMMAND;
  return spawnSync(program, [...before, ...args], {
    encoding: 'utf8',
    cwd: ROOT,
    input: '',
    timeout: 60_000,
  });
};

/** The same at a terminal of its own, which `script` makes. Each answer waits for its question. */
async function runInTerminal(args: readonly string[], answers: readonly string[]): Promise<Ended> {
  const line = [...COMMAND, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', line, '/dev/null'], { cwd: ROOT });
  const left = [...answers];
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (shown.trimEnd().endsWith(':') && left.length > 0)
      child.stdin.write(`${left.shift() ?? ''}\r`);
  });
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stderr: shown };
}

describe('a vault password', () => {
  it('that is missing or wrong ends the command with 65, before any device', () => {
    writeFileSync(join(folder, 'group_vars', 'all.yml'), `secret: !vault |\n${ENVELOPE}`);
    writeFileSync(join(folder, 'wrong'), 'no\n');
    writeFileSync(join(folder, 'right'), 'pw123\n');
    const missing = run('ping', 'all', '-i', inventory);
    assert.equal(missing.status, 65, missing.stderr);
    assert.match(
      missing.stderr,
      /all\.yml:1: it is encrypted with ansible-vault, and no vault password was given/,
    );
    assert.match(missing.stderr, /--vault-password-file FILE/);
    const wrong = run(
      'ping',
      'all',
      '-i',
      inventory,
      '--vault-password-file',
      join(folder, 'wrong'),
    );
    assert.equal(wrong.status, 65, wrong.stderr);
    assert.match(wrong.stderr, /the vault password is another one/);
    const right = run(
      'ping',
      'all',
      '-i',
      inventory,
      '--vault-password-file',
      join(folder, 'right'),
    );
    assert.equal(right.status, 4, right.stderr);
    rmSync(join(folder, 'group_vars', 'all.yml'));
  });
});

describe('a password that is asked for', () => {
  it('needs a terminal', () => {
    const { status, stderr } = run('ping', 'all', '-i', inventory, '-k');
    assert.equal(status, 64);
    assert.match(stderr, /--ask-pass asks for a password, and nobody is at a terminal/);
  });

  it('is taken at a terminal without showing it', async () => {
    const { status, stderr } = await runInTerminal(
      ['ping', 'all', '-i', inventory, '-k', '-K'],
      ['hunter22', ''],
    );
    assert.match(stderr, /SSH password: /);
    assert.match(stderr, /BECOME password\[defaults to SSH password\]: /);
    assert.ok(!stderr.includes('hunter22'), stderr);
    assert.equal(status, 4, stderr);
  });
});
