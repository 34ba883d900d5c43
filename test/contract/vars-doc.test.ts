import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseInventory } from '../../src/planning/inventory/parse-ini.ts';
import { it } from 'node:test';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const sourceOf = (folder: string): string =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(`${ROOT}${folder}/${path}`, 'utf8'))
    .join('\n');

const PLAYBOOK = readFileSync(`${ROOT}playbooks/migrate.yml`, 'utf8');

const varsIn = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\bstem_[a-z_]+/g)].map(([name]) => name))].sort();

const GUIDE = readFileSync(`${ROOT}docs/operators-guide.md`, 'utf8');
const ROWS = [...GUIDE.matchAll(/^\| `(stem_[a-z_]+)`/gm)].map(([, name]) => name ?? '');

it("every var that a step or the playbook reads is in the operator's guide", () => {
  const read = varsIn(`${sourceOf('src/steps')}\n${PLAYBOOK}`);
  assert.ok(read.length > 10);
  assert.deepEqual(
    read.filter((name) => !ROWS.includes(name)),
    [],
  );
});

it("every var of the operator's guide is read somewhere, and stands there once", () => {
  const known = varsIn(`${sourceOf('src')}\n${PLAYBOOK}`);
  assert.deepEqual(
    ROWS.filter((name) => !known.includes(name)),
    [],
  );
  assert.equal(new Set(ROWS).size, ROWS.length);
});

it("the inventory of the operator's guide is understood without a warning", () => {
  const [, ini = ''] = /```ini\n(.*?)```/s.exec(GUIDE) ?? [];
  const { warnings } = parseInventory(ini, 'fleet.ini');
  assert.deepEqual(warnings, []);
  assert.match(ini, /kiosk-\[01:12\]/);
});
