import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { NEW_BOOT } from '../model/paths.ts';
import { PROXY_FILE, PROXY_SEAL, writeSystemProxy } from './system-proxy.ts';

const CONF = 'redsocks {\n\tpassword = "hunter2\\"\\\\";\n}\n';
const PAST = `${NEW_BOOT}/system-proxy/no_proxy`;
const OF_THE_IMAGE = { [PROXY_FILE]: "the image's\n", [PAST]: '203.0.113.0/24\n' };

describe('the proxy on the boot partition', () => {
  const box = sandboxed((fresh) => {
    fresh.put(`${NEW_BOOT}/config.json`, '{}');
    fresh.put(`${NEW_BOOT}/system-proxy/redsocks.conf.ignore`, 'a sample\n');
    fresh.put('/run/stem/lock', '');
  });
  const write = (exceptions: readonly string[] = [], input = CONF) =>
    box().run(writeSystemProxy('c0ffee', exceptions), { input });
  const isThere = (path: string): boolean => existsSync(box().at(path));
  const leavesNothing = (): void => {
    for (const left of ['/run/stem/redsocks.conf', '/run/stem/redsocks.conf.past'])
      assert.equal(isThere(left), false, left);
  };

  it('is what was given, for root alone, with what goes past it a line each', () => {
    const ended = write(['192.0.2.7', '198.51.100.0/24']);
    assert.deepEqual(ended, { exitCode: 0, stdout: '', stderr: '' });
    assert.equal(box().text(PROXY_FILE), CONF);
    assert.equal(box().text(PAST), '192.0.2.7\n198.51.100.0/24\n');
    assert.equal(box().text(PROXY_SEAL), 'c0ffee\n');
    for (const file of [PROXY_FILE, PAST])
      assert.equal(statSync(box().at(file)).mode & 0o777, 0o600, file);
    assert.equal(isThere(`${NEW_BOOT}/system-proxy/redsocks.conf.ignore`), true);
    leavesNothing();
  });

  it("takes the place of the image's own, also of its no_proxy, and can be written again", () => {
    box().putAll({ ...OF_THE_IMAGE, [`${PAST}.new`]: 'half' });
    for (const again of [false, true]) {
      assert.equal(write().exitCode, 0, String(again));
      assert.equal(box().text(PROXY_FILE), CONF);
      assert.equal(isThere(PAST), false);
      assert.equal(isThere(`${PAST}.new`), false);
    }
  });

  it('is not touched where the disk keeps something else, nor sealed, and nothing of it is told', () => {
    box().putAll({ ...OF_THE_IMAGE, [PROXY_SEAL]: 'earlier\n' });
    box().fake('cp', 'case $2 in *no_proxy.new) echo broken >"$2" ;; *) /bin/cp "$@" ;; esac');
    assert.deepEqual(write(['192.0.2.7']), {
      exitCode: 1,
      stdout: '',
      stderr: 'no_proxy.new reads back otherwise than it was written\n',
    });
    assert.equal(box().text(PROXY_FILE), "the image's\n");
    assert.equal(box().text(PAST), '203.0.113.0/24\n');
    assert.equal(isThere(PROXY_SEAL), false);
    leavesNothing();
  });

  it('has no seal of before while only a part of it is new', () => {
    box().putAll({ ...OF_THE_IMAGE, [PROXY_SEAL]: 'earlier\n' });
    box().fake('mv', 'case $* in *no_proxy*) exit 1 ;; *) exec /bin/mv "$@" ;; esac');
    assert.equal(write(['192.0.2.7']).exitCode, 1);
    assert.equal(box().text(PROXY_FILE), CONF);
    assert.equal(isThere(PROXY_SEAL), false);
  });

  it('is never an empty file, nor a word of a command', () => {
    assert.equal(write([], '').stderr, 'redsocks.conf is empty\n');
    assert.equal(isThere(PROXY_FILE), false);
    keepsOutOfText((value) => writeSystemProxy('c0ffee', [value]));
    keepsOutOfText((value) => writeSystemProxy(value, []));
  });
});
