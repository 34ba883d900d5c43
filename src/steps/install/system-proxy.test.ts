import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAction } from '../../model/action.ts';
import { Secret } from '../../model/secret.ts';
import { systemProxyStep } from './system-proxy.ts';

const PROXY = {
  ...{ type: 'http-connect', host: '192.0.2.7', port: 3128 },
  ...{ hasLogin: true, exceptions: ['198.51.100.0/24'] },
};
const VARS = {
  redsocks_proxy: PROXY,
  redsocks_conf: ['login = "', new Secret('me'), '";\npassword = "', new Secret('hunter2'), '";\n'],
  redsocks_seal: 'c0ffee',
};
const PARAMS = systemProxyStep.params(VARS);
const FACTS = { sealed: null, isThere: false, mounted: '/dev/sda1' };
const checked = (facts: Partial<{ sealed: string; isThere: boolean; mounted: null }>) =>
  systemProxyStep.check({ ...FACTS, ...facts }, PARAMS);

describe('install/system-proxy', () => {
  it('says by which proxy the new system goes, and nothing of the login', () => {
    assert.deepEqual(checked({}), {
      kind: 'needed',
      because:
        'it is not written: the new system goes by http-connect 192.0.2.7:3128, with a login',
    });
    const open = systemProxyStep.params({ ...VARS, redsocks_proxy: { ...PROXY, hasLogin: false } });
    assert.deepEqual(systemProxyStep.check({ ...FACTS, sealed: 'c0ffee\n', isThere: true }, open), {
      kind: 'satisfied',
      because: 'the new system goes by http-connect 192.0.2.7:3128',
    });
  });

  it("is needed where there is none, another one, or the image's own", () => {
    assert.equal(checked({ sealed: 'c0ffee\n', isThere: true }).kind, 'satisfied');
    assert.equal(checked({ sealed: 'c0ffee\n' }).kind, 'needed');
    assert.equal(checked({ isThere: true }).kind, 'needed');
    assert.match(checked({ sealed: 'other\n', isThere: true }).because, /^another one was given: /);
  });

  it('is blocked where the partition is not mounted', () => {
    assert.equal(checked({ mounted: null }).kind, 'blocked');
  });

  it('sends the login by stdin, and shows none of it', () => {
    const [action, ...others] = systemProxyStep.apply(FACTS, PARAMS);
    assert.ok(action !== undefined, 'it acts');
    assert.equal(others.length, 0);
    assert.doesNotMatch(JSON.stringify(action), /hunter2|"me"/);
    const shown = describeAction(action);
    assert.doesNotMatch(shown, /hunter2/);
    assert.match(shown, /c0ffee 198\.51\.100\.0\/24 <<< .*\[secret\].*\[secret\]/s);
  });

  it('expects what it verifies', () => {
    const after = { ...FACTS, ...systemProxyStep.expect(FACTS, PARAMS) };
    assert.equal(systemProxyStep.check(after, PARAMS).kind, 'satisfied');
    assert.deepEqual(systemProxyStep.verify(after, PARAMS, []), { ok: true });
    assert.equal(systemProxyStep.verify({ ...after, isThere: false }, PARAMS, []).ok, false);
  });
});
