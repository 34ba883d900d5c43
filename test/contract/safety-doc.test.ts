import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { DEFAULT_PLAYBOOK } from '../../src/cli/package-root.ts';
import { readPlaybook } from '../../src/cli/run/playbook-file.ts';
import { FAULTS } from '../faults/faults.ts';
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
});
