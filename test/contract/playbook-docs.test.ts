import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { BLOCK_INSTEAD, PLAY_INSTEAD, TASK_INSTEAD } from '../../src/planning/playbook/instead.ts';
import {
  BLOCK_KEYS,
  HANDLER_KEYS,
  LOOP_CONTROL_KEYS,
  PLAY_KEYS,
  TASK_KEYS,
} from '../../src/planning/playbook/keys.ts';
import { playbookSchema } from '../../src/planning/playbook/schema.ts';
import { stepRegistry } from '../../src/steps/index.ts';

const read = (file: string): string =>
  readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');

describe('what is written about playbooks', () => {
  it('is, for editors, what `stem-remote lint --schema` prints', () => {
    const hint = 'write it anew: stem-remote lint --schema > docs/playbook.schema.json';
    assert.deepEqual(JSON.parse(read('playbook.schema.json')), playbookSchema(stepRegistry), hint);
  });

  it('has every key of the grammar', () => {
    const text = read('playbooks.md');
    const tables = [PLAY_KEYS, BLOCK_KEYS, TASK_KEYS, HANDLER_KEYS, LOOP_CONTROL_KEYS];
    const missing = tables
      .flatMap((table) => Object.keys(table))
      .filter((key) => !text.includes(`| \`${key}\``));
    assert.deepEqual(missing, []);
  });

  it('has every key that is refused', () => {
    const text = read('playbooks.md');
    const tables = [PLAY_INSTEAD, BLOCK_INSTEAD, TASK_INSTEAD];
    const missing = new Set(
      tables.flatMap((table) => Object.keys(table)).filter((key) => !text.includes(`\`${key}\``)),
    );
    assert.deepEqual([...missing], []);
  });
});
