import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fleetIn } from '../model/fleet.ts';
import { Secret } from '../model/secret.ts';
import type { App } from './app.ts';
import { NO_SECRETS } from './secrets/inputs.ts';
import { findTargets, type Target, type TargetQuery } from './targets.ts';

const folder = mkdtempSync(join(tmpdir(), 'stem-targets-'));
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const app = {
  ...{ env: {}, cwd: folder, home: folder, user: 'me', operator: 'me@here' },
  ...{ out: () => undefined, err: () => undefined },
  secrets: { ...NO_SECRETS, vault: { open: () => 'token: hunter2\nsite: oslo\n' } },
} as Partial<App> as App;
const targets = (query: Partial<TargetQuery>): readonly Target[] =>
  findTargets(
    {
      ...{ inventory: [], patterns: ['all'], extraVars: [], knownHosts: null },
      ...{ playVars: {}, playFolder: null, ...query },
    },
    app,
  );

describe('the devices of a query', () => {
  const one = put('one.ini', '[web]\na color=red\nb color=red\n');
  const two = put('two.ini', '[web]\nb color=blue\n[db]\nc\n');

  it('come from all inventories, of which later ones win', () => {
    const colors = (inventory: readonly string[]): readonly unknown[] =>
      targets({ inventory }).map(({ host, vars }) => [host.name, vars['color']]);
    assert.deepEqual(colors([one, two]), [
      ['a', 'red'],
      ['b', 'blue'],
      ['c', undefined],
    ]);
    assert.deepEqual(colors([two, one, 'd,']), [
      ['d', undefined],
      ['b', 'red'],
      ['a', 'red'],
      ['c', undefined],
    ]);
  });

  it('know the whole fleet, also those that are not meant', () => {
    const [target] = targets({ inventory: [one, two], patterns: ['db'], extraVars: ['x=1'] });
    const fleet = fleetIn(target?.vars ?? {});
    assert.deepEqual(
      [fleet?.hosts, fleet?.hostsOf('web')],
      [
        ['a', 'b', 'c'],
        ['a', 'b'],
      ],
    );
    assert.deepEqual([fleet?.varsOf('b')?.['color'], fleet?.varsOf('b')?.['x']], ['blue', '1']);
  });

  it('have the vars of an encrypted file of `-e`', () => {
    const vault = put('vault.yml', '$ANSIBLE_VAULT;1.1;AES256\n61\n');
    const [target] = targets({ inventory: [one], extraVars: [`@${vault}`] });
    assert.ok(target?.vars['token'] instanceof Secret, 'its texts are secrets');
    assert.deepEqual([target.vars['token'].reveal(), target.host.site], ['hunter2', 'oslo']);
  });

  it('are never this machine, which no inventory names', () => {
    assert.throws(() => targets({ inventory: [one], patterns: ['localhost'] }), {
      code: 'NO_HOSTS',
      message: 'localhost is not in the inventory, and this machine is no device by itself',
    });
    const named = put('named.ini', 'localhost\n');
    assert.equal(targets({ inventory: [named], patterns: ['localhost'] }).length, 1);
  });
});
