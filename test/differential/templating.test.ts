import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { reveal } from '../../src/model/secret.ts';
import type { Vars } from '../../src/model/params.ts';
import { createTemplating } from '../../src/templating/templating.ts';

type Case = readonly ['render' | 'when' | 'file', string];
type Answer = { readonly value: unknown } | { readonly error: string };

interface Table {
  readonly vars: Vars;
  /** Values of a task, bare expressions of `when`, and files of the template module. */
  readonly render: readonly string[];
  readonly when: readonly string[];
  readonly file: readonly string[];
}

const table = JSON.parse(
  readFileSync(new URL('templating-cases.json', import.meta.url), 'utf8'),
) as Table;

const CASES: readonly Case[] = [
  ...table.render.map((text): Case => ['render', text]),
  ...table.when.map((text): Case => ['when', text]),
  ...table.file.map((text): Case => ['file', text]),
];

/** All of them in one process: Python takes a second to start. Ansible comes by apt, for the system's Python. */
function askAnsible(): readonly Answer[] {
  const script = fileURLToPath(new URL('templar.py', import.meta.url));
  const { stdout, stderr, status } = spawnSync('/usr/bin/python3', [script], {
    input: JSON.stringify({ vars: table.vars, cases: CASES }),
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, ANSIBLE_LOCALHOST_WARNING: 'false' },
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as readonly Answer[];
}

const templating = createTemplating();

function answer([kind, text]: Case): Answer {
  const { vars } = table;
  try {
    if (kind === 'render') return { value: templating.render(text, vars) };
    if (kind === 'file') return { value: reveal(templating.renderFile(text, vars)) };
    const compiled = templating.compile(text);
    if (compiled.kind === 'problem') return { error: compiled.problem };
    return { value: compiled.test(vars) };
  } catch (error) {
    assert.ok(error instanceof Error && error.name === 'StemError', String(error));
    return { error: error.message };
  }
}

describe("every template comes out as Ansible's own Templar makes it", () => {
  const theirs = askAnsible();
  it('compares at least 150', () => {
    assert.ok(CASES.length >= 150, String(CASES.length));
    assert.equal(theirs.length, CASES.length);
  });
  for (const [index, each] of CASES.entries())
    it(`${each[0]}: ${each[1].replaceAll('\n', '\\n')}`, () => {
      const [ours, their] = [answer(each), theirs[index]];
      assert.ok(their !== undefined, 'Ansible gave no answer');
      if ('error' in their)
        assert.ok(
          'error' in ours,
          `Ansible refuses it: ${their.error}, and we say ${JSON.stringify(ours)}`,
        );
      else assert.deepEqual(ours, their);
    });
});
