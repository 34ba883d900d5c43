import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { render } from '../../../model/command.ts';
import { reachable } from '../../../facts/preflight/network.ts';
import { judge, verdict } from '../../../../test/devices/recorded.ts';

const nothing = (): string => '';

describe('P36', () => {
  const vars = { stem_required_endpoints: 'api.example.com:443, vpn.example.com:443' };
  const ask = (text: string): string => verdict('P36', { vars, edit: () => text });

  it('asks for each endpoint with a time limit', () => {
    assert.match(
      render(reachable(['api.example.com:443']).command),
      /timeout 5 bash -c .* stem-preflight-P36 api\.example\.com:443$/s,
    );
  });

  it('blocks where an endpoint is out of reach', () => {
    assert.equal(
      ask('failed vpn.example.com:443\nreached api.example.com:443\n'),
      'block: Not reachable: vpn.example.com:443.',
    );
    assert.equal(ask('reached api.example.com:443\n'), 'block: The device did not say.');
    assert.equal(
      ask('reached vpn.example.com:443\nreached api.example.com:443\nproxy /etc/environment\n'),
      'ok: Reachable: api.example.com:443 and vpn.example.com:443. A proxy is named in /etc/environment.',
    );
  });

  it('asks for what config.json names as well, and says why it is out of reach', () => {
    const more = { ...vars, config_endpoints: ['registry.example.com:443', 'vpn.example.com:443'] };
    const edit = (): string =>
      'failed registry.example.com:443 Connection refused\nreached vpn.example.com:443\nreached api.example.com:443\n';
    const out = 'Not reachable: registry.example.com:443 (Connection refused).';
    assert.equal(verdict('P36', { vars: more, edit }), `block: ${out}`);
    assert.equal(
      verdict('P36', { vars: { ...more, stem_check_reachability: 'warn' }, edit }),
      `warn: ${out}`,
    );
    assert.equal(
      verdict('P36', { vars: { ...more, stem_check_reachability: 'skip' }, edit: nothing }),
      'ok: Not asked (stem_check_reachability).',
    );
  });

  it('is unknown without bash', () => {
    assert.equal(ask('bash missing\n'), 'unknown: Without bash it cannot be asked.');
  });
});

describe('P36 where the old system names a proxy', () => {
  const hint = (vars: object): string | undefined =>
    judge('P36', {
      vars: { stem_required_endpoints: 'api.example.com:443', ...vars },
      edit: () => 'failed api.example.com:443 no answer in 5 s\nproxy /etc/environment\n',
    }).hint;

  it('tells of stem_proxy, where the new system would take it', () => {
    assert.match(hint({ os_layout: 'balena' }) ?? '', /^Give the proxy as stem_proxy/);
    assert.equal(hint({ os_layout: 'root' }), undefined);
  });
});

describe('P36 by a proxy', () => {
  const proxy = { type: 'http-connect', host: '192.0.2.7', port: 3128, exceptions: [] } as const;
  const asked = (text: string, hasLogin = false, mode = 'block') =>
    judge('P36', {
      vars: {
        ...{ stem_required_endpoints: 'a.example.com:443, b.example.com:443' },
        ...{ stem_check_reachability: mode, os_layout: 'balena' },
        redsocks_proxy: { ...proxy, hasLogin },
      },
      edit: () => text,
    });
  const says = (...[text, hasLogin, mode]: Parameters<typeof asked>): string => {
    const judgement = asked(text, hasLogin, mode);
    return `${judgement.level}: ${judgement.says}`;
  };

  it('is well where all are reached by it', () => {
    assert.equal(
      says('reached a.example.com:443\nreached b.example.com:443\nproxy /etc/environment\n'),
      'ok: By the proxy http-connect 192.0.2.7:3128: a.example.com:443 and b.example.com:443.',
    );
    assert.equal(says('reached a.example.com:443\n'), 'block: The device did not say.');
  });

  it('blocks where the proxy refuses or is silent, and says each endpoint and the proxy', () => {
    const text =
      'failed b.example.com:443 without the proxy: No route to host\nrefused a.example.com:443 403 Forbidden\n';
    const sentence =
      'The proxy http-connect 192.0.2.7:3128 does not connect the device: a.example.com:443 (403 Forbidden). Not reachable: b.example.com:443 (without the proxy: No route to host).';
    assert.equal(says(text), `block: ${sentence}`);
    assert.equal(says(text, false, 'warn'), `warn: ${sentence}`);
    const silent = asked('silent a.example.com:443 no answer in 10 s\nreached b.example.com:443\n');
    assert.equal(
      silent.says,
      'The proxy http-connect 192.0.2.7:3128 does not answer: a.example.com:443 (no answer in 10 s).',
    );
    assert.equal(silent.hint, 'Correct stem_proxy, or open the way from the device to the proxy.');
  });

  it('only warns of a login that is there and was not tried', () => {
    const text = 'login a.example.com:443\nreached b.example.com:443\n';
    assert.equal(
      says(text, true),
      'warn: The proxy http-connect 192.0.2.7:3128 wants the login, which is not tried from here, so it is not known whether it lets the device to a.example.com:443. Reachable: b.example.com:443.',
    );
    assert.equal(
      says(text),
      'block: The proxy http-connect 192.0.2.7:3128 wants a login, and stem_proxy has none: a.example.com:443.',
    );
    assert.match(
      says('login a.example.com:443\nrefused b.example.com:443 403 Forbidden\n', true),
      /^block: The proxy .* does not connect the device: b\.example\.com:443 \(403 Forbidden\)\.$/,
    );
    assert.equal(says('login a.example.com:443\n', true), 'block: The device did not say.');
  });
});
