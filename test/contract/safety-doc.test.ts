import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { DEFAULT_PLAYBOOK } from '../../src/cli/package-root.ts';
import { readPlaybook } from '../../src/cli/run/playbook-file.ts';
import { FAULTS } from '../faults/faults.ts';
import { readResults } from '../faults/matrix.ts';
import { MOMENTS } from '../faults/point.ts';

const doc = (name: string): string =>
  readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

const safety = doc('safety.md');
const tasks = readPlaybook(DEFAULT_PLAYBOOK).plays.flatMap((play) => play.tasks);

describe('docs/safety.md', () => {
  it('has an argument for each step of the migration', () => {
    const missing = tasks.map(({ key }) => key).filter((key) => !safety.includes(`\`${key}\``));
    assert.deepEqual(missing, []);
  });

  it('says what each fault is', () => {
    const missing = FAULTS.map(({ name }) => name).filter(
      (name) => !safety.includes(`\`${name}\``),
    );
    assert.deepEqual(missing, []);
  });

  it('names only cases that can be', () => {
    const moments = MOMENTS.join('|');
    const names = safety.matchAll(
      new RegExp(`\`([\\w/-]+)/(\\d+)/(?:${moments})/([\\w-]+)\``, 'g'),
    );
    const keys = new Set(tasks.map(({ key }) => key));
    const faults = new Set(FAULTS.map(({ name }) => name));
    const wrong = [...names]
      .filter(([, task = '', , fault = '']) => !keys.has(task) || !faults.has(fault))
      .map(([name]) => name);
    assert.deepEqual(wrong, []);
  });

  it('calls a proof only what the matrix has as recovered or refused', () => {
    const proofs = safety.slice(
      safety.indexOf('## What was seen'),
      safety.indexOf('## What remains'),
    );
    const named = [...proofs.matchAll(/`([a-z][\w-]+(?:\/[\w.-]+){1,4})`/g)].map(
      ([, name]) => name,
    );
    assert.ok(named.length > 20, `only ${String(named.length)} cases are named`);
    const ended = new Set(
      readResults(doc('fault-matrix.json'))
        .filter(({ outcome }) => outcome !== 'failed')
        .map(({ name }) => name),
    );
    assert.deepEqual(
      named.filter((name) => !ended.has(name ?? '')),
      [],
    );
  });
});
