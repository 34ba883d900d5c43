import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const PREFIX = 'stemtest';
const SUDOERS = '/etc/sudoers.d';
/** Two at once would refuse each other. */
const LOCK = '/run/lock/stem-test-accounts';

/** How an account may use sudo. */
export type SudoRight = 'none' | 'password' | 'nopasswd';

export interface Account {
  readonly name: string;
  readonly password: string;
}

/**
 * Throw-away accounts of this machine for tests against a real sshd and a real sudo. Their names hold the process id,
 * so that what a killed test left behind is found and removed by the next one.
 */
export class Accounts {
  readonly #names: string[] = [];

  constructor() {
    if (process.getuid?.() !== 0) throw new Error('these tests make accounts: run them as root');
    for (const name of leftBehind()) remove(name);
  }

  add(right: SudoRight): Account {
    const name = `${PREFIX}${String(process.pid)}x${String(this.#names.length)}`;
    const password = `Pw ${Math.random().toString(36).slice(2)}'"$ü`;
    this.#names.push(name);
    execFileSync('flock', [LOCK, 'useradd', '--create-home', '--shell', '/bin/sh', name]);
    execFileSync('flock', [LOCK, 'chpasswd'], { input: `${name}:${password}\n` });
    if (right !== 'none')
      writeFileSync(
        `${SUDOERS}/${name}`,
        `${name} ALL=(ALL) ${right === 'nopasswd' ? 'NOPASSWD: ' : ''}ALL\n`,
        { mode: 0o440 },
      );
    return { name, password };
  }

  /** One more line for the sudoers file of an account. */
  allow(name: string, line: string): void {
    writeFileSync(`${SUDOERS}/${name}`, `${line}\n`, { flag: 'a', mode: 0o440 });
  }

  remove(): void {
    this.#names.splice(0).forEach(remove);
  }
}

function remove(name: string): void {
  rmSync(`${SUDOERS}/${name}`, { force: true });
  // Processes of the account may be about to end: `--force` removes it all the same.
  execFileSync('flock', [LOCK, 'userdel', '--force', '--remove', name], { stdio: 'ignore' });
}

function leftBehind(): readonly string[] {
  const names = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':')[0] ?? '');
  const files = readdirSync(SUDOERS);
  return [...new Set([...names, ...files])].filter((name) => {
    const pid = /^stemtest(\d+)x\d+$/.exec(name)?.[1];
    return pid !== undefined && !isAlive(Number(pid));
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
