import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Json } from '../../src/model/json.ts';

const DRIVER = fileURLToPath(new URL('ansible_answers.py', import.meta.url));
/** The one that apt's ansible-core belongs to, whatever else is in the PATH. */
const PYTHON = '/usr/bin/python3';
/** Nothing of this machine's configuration. */
const ENV = {
  PATH: process.env['PATH'],
  HOME: '/nowhere',
  LC_ALL: 'C.UTF-8',
  ANSIBLE_CONFIG: fileURLToPath(new URL('ansible.cfg', import.meta.url)),
  ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: '1',
  ANSIBLE_LOCAL_TEMP: '/tmp/.stem-differential',
  NO_COLOR: '1',
};

export interface Question {
  readonly sources: readonly string[];
  /** Where it is asked from. */
  readonly cwd: string;
  readonly patterns: readonly string[];
}

export type Answer =
  | { readonly error: string }
  | {
      /** Null where Ansible can't print it as JSON, though it has read it. */
      readonly list: Json;
      readonly graph: string;
      readonly hosts: Readonly<Record<string, Matched>>;
    };

export type Matched =
  | { readonly error: string }
  | { readonly names: readonly string[]; readonly warnings: readonly string[] };

export interface Ansible {
  ask(question: Question): Promise<Answer>;
  close(): void;
}

/** Ansible's own inventory code in one process that lives as long as the tests. */
export function startAnsible(): Ansible {
  const child = spawn(PYTHON, [DRIVER], { env: ENV, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: {
    resolve: (answer: Answer) => void;
    reject: (error: Error) => void;
  }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const parsed = JSON.parse(line) as Answer | { readonly crash: string };
    const next = waiting.shift();
    if ('crash' in parsed) next?.reject(new Error(`the driver of Ansible failed: ${parsed.crash}`));
    else next?.resolve(parsed);
  });
  let ended: number | null | undefined;
  child.on('exit', (code) => {
    ended = code;
    for (const { reject } of waiting)
      reject(new Error(`the driver of Ansible ended with ${String(code)}`));
  });
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        if (ended !== undefined)
          reject(new Error(`the driver of Ansible ended with ${String(ended)}`));
        else child.stdin.write(`${JSON.stringify(question)}\n`);
      }),
    close: () => {
      child.stdin.end();
    },
  };
}

/** The command itself, to hold the driver against. */
export const ansibleInventory = (
  words: readonly string[],
  cwd: string,
): Promise<{ readonly code: number; readonly stdout: string }> =>
  new Promise((resolve) => {
    const child = execFile('ansible-inventory', words, { cwd, env: ENV }, (_, stdout) => {
      resolve({ code: child.exitCode ?? -1, stdout });
    });
  });
