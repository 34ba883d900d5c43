import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { it } from 'node:test';
import { DEFAULT_PLAYBOOK, packageVersion } from './package-root.ts';

it('the package finds its own version and its own playbook', () => {
  assert.match(packageVersion(), /^\d+\.\d+\.\d+$/);
  assert.match(DEFAULT_PLAYBOOK, /\/playbooks\/migrate\.yml$/);
  assert.ok(existsSync(DEFAULT_PLAYBOOK), DEFAULT_PLAYBOOK);
});
