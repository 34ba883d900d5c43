import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { App } from './app.ts';
import { argsOf, type Args } from './args.ts';
import { fileOf, forksOf, inventorySources, journalFile } from './options.ts';

const app = (env: Readonly<Record<string, string>> = {}): App =>
  ({ env, cwd: '/home/ops', home: '/home/me' }) as Partial<App> as App;
const args = (values: Readonly<Record<string, string | readonly string[]>> = {}): Args =>
  argsOf(values);

describe('options of many commands', () => {
  it('name the inventory, from where one stands, before the environment does', () => {
    const env = { STEM_INVENTORY: 'env.ini' };
    assert.deepEqual(inventorySources(args({ inventory: 'f.ini' }), app(env)), ['/home/ops/f.ini']);
    assert.deepEqual(inventorySources(args({ inventory: '/f.ini' }), app(env)), ['/f.ini']);
    assert.deepEqual(inventorySources(args(), app(env)), ['/home/ops/env.ini']);
    const two = args({ inventory: ['b.ini', 'a,'] });
    assert.deepEqual(inventorySources(two, app(env)), ['/home/ops/b.ini', 'a,']);
    for (const none of [{}, { STEM_INVENTORY: '' }])
      assert.throws(() => inventorySources(args(), app(none)), {
        code: 'USAGE',
        message: 'there is no inventory',
      });
  });

  it('name the journal, and other files', () => {
    const env = { STEM_JOURNAL: '/env.db' };
    assert.equal(journalFile(args({ journal: 'j.db' }), app(env)), '/home/ops/j.db');
    assert.equal(journalFile(args(), app(env)), '/env.db');
    assert.equal(fileOf('bundle', args({ bundle: 'b.tar' }), app()), '/home/ops/b.tar');
    assert.equal(fileOf('bundle', args(), app()), null);
  });

  it('take five hosts at once, or as many as are said', () => {
    assert.equal(forksOf(args()), 5);
    assert.equal(forksOf(args({ forks: '50' })), 50);
    assert.throws(() => forksOf(args({ forks: '0' })), { code: 'USAGE' });
  });
});
