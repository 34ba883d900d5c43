import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAction } from '../../model/action.ts';
import { Secret } from '../../model/secret.ts';
import { configJsonStep } from './config-json.ts';

const VARS = {
  config_json: ['{"apiKey": "', new Secret('hunter2'), '"}\n'],
  config_sha256: 'c0ffee',
  config_identity: 'provisioning key',
  config_uuid: '',
  config_has_login: false,
};
const PARAMS = configJsonStep.params(VARS);
const FACTS = {
  sealed: null,
  isThere: true,
  hostname: 'web-1\n',
  hasLogins: true,
  mounted: '/dev/sda1',
};
const checked = (
  facts: Partial<{
    sealed: string;
    isThere: boolean;
    hostname: null;
    hasLogins: false;
    mounted: null;
  }>,
  params = PARAMS,
) => configJsonStep.check({ ...FACTS, ...facts }, params);

describe('install/config-json', () => {
  it('says as whom the device comes up', () => {
    assert.equal(
      checked({}).because,
      'it is not written: the device registers itself with a provisioning key',
    );
    const known = { ...VARS, config_identity: 'pre-registered', config_uuid: 'abc' };
    assert.deepEqual(checked({ sealed: 'c0ffee\n' }, configJsonStep.params(known)), {
      kind: 'satisfied',
      because: 'the device is pre-registered as abc',
    });
  });

  it('is needed again where another one was given, or where there is none', () => {
    assert.equal(checked({ sealed: 'other\n' }).kind, 'needed');
    assert.equal(checked({ sealed: 'c0ffee\n', isThere: false }).kind, 'needed');
  });

  it('is blocked without the recorded identity', () => {
    assert.equal(checked({ hostname: null }).kind, 'blocked');
    assert.equal(checked({ mounted: null }).kind, 'blocked');
  });

  it('is blocked where nobody could log in afterwards', () => {
    assert.deepEqual(checked({ hasLogins: false }), {
      kind: 'blocked',
      because: 'nobody could log in: neither the device nor config.json has a public key',
      hint: 'Put a public key into os.sshKeys of stem_config, and resume the run.',
    });
    const own = configJsonStep.params({ ...VARS, config_has_login: true });
    assert.equal(checked({ hasLogins: false }, own).kind, 'needed');
  });

  it('sends its secrets by stdin, and shows none of them', () => {
    const [action, ...others] = configJsonStep.apply(FACTS, PARAMS);
    assert.ok(action !== undefined, 'it acts');
    assert.equal(others.length, 0);
    const shown = describeAction(action);
    assert.doesNotMatch(shown, /hunter2/);
    assert.match(shown, /<<< .*\[secret\]/);
  });
});
