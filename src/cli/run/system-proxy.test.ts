import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Vars } from '../../model/params.ts';
import { reveal, Secret, type Content } from '../../model/secret.ts';
import type { Task } from '../../model/task.ts';
import type { Target } from '../targets.ts';
import { hostProxies, proxyLeftOut, withSystemProxy } from './system-proxy.ts';

const CONFIG: Content = ['{"apiKey": "', new Secret('provision-me'), '"}\n'];
const target = (name: string, vars: Vars): Target =>
  ({
    host: { name },
    vars: { os_layout: 'balena', config_json: CONFIG, ...vars },
  }) as unknown as Target;
const given = (vars: Vars): Vars => withSystemProxy([target('web-1', vars)])[0]?.vars ?? {};
const url = (text: string): Vars => ({ stem_proxy: new Secret(text) });
const sealOf = (vars: Vars): unknown => given(vars)['redsocks_seal'];

describe('the proxy of each host', () => {
  it('comes from the inventory, with a file for the new system', () => {
    const vars = given({
      ...url('http://me:hunter2@192.0.2.7:3128'),
      stem_no_proxy: '198.51.100.0/24',
    });
    assert.deepEqual(vars['redsocks_proxy'], {
      type: 'http-connect',
      host: '192.0.2.7',
      port: 3128,
      hasLogin: true,
      exceptions: ['198.51.100.0/24'],
    });
    assert.match(reveal(vars['redsocks_conf'] as Content), /password = "hunter2";/);
    const shown = JSON.stringify(vars) + Object.values(vars).map(String).join();
    assert.doesNotMatch(shown, /hunter2|"me"/);
  });

  it('may have templates, with secrets in them', () => {
    const vars = {
      ...{ proxy_host: 'proxy.example.com', direct: ['192.0.2.7'] },
      proxy_password: new Secret('hunter2%25'),
      stem_proxy: new Secret('http://{{ "me" }}:{{ proxy_password }}@{{ proxy_host }}:3128'),
      stem_no_proxy: '{{ direct }}',
    };
    const { redsocks_proxy: proxy, redsocks_conf: conf } = given(vars);
    assert.deepEqual((proxy as { exceptions: unknown }).exceptions, ['192.0.2.7']);
    assert.match(reveal(conf as Content), /ip = proxy\.example\.com;[^]*password = "hunter2%";/);
    assert.deepEqual(
      given({ ...vars, stem_proxy: '{{ nested }}', nested: 'socks5://p:1' })['redsocks_proxy'],
      {
        ...{ type: 'socks5', host: 'p', port: 1, hasLogin: false, exceptions: ['192.0.2.7'] },
      },
    );
  });

  it('is none where nothing or an empty text is given, and without a bundle', () => {
    for (const vars of [{}, { ...url(''), stem_no_proxy: 'x' }, { stem_proxy: null }])
      assert.equal('redsocks_proxy' in given(vars), false);
    const [alone] = withSystemProxy([
      { host: { name: 'web-1' }, vars: url('nonsense') } as unknown as Target,
    ]);
    assert.deepEqual(Object.keys(alone?.vars ?? {}), ['stem_proxy']);
  });
});

describe('the seal of a proxy', () => {
  it('tells one from another, by the password as well', () => {
    const one = url('http://me:hunter2@p:1');
    assert.equal(sealOf(one), sealOf(one));
    const others = [
      url('http://me:hunter3@p:1'),
      url('socks5://me:hunter2@p:1'),
      { ...one, stem_no_proxy: '192.0.2.7' },
    ];
    assert.equal(new Set([one, ...others].map(sealOf)).size, 4);
  });

  it('needs the keys of config.json, so that nobody can try passwords by it', () => {
    const one = url('http://me:hunter2@p:1');
    const other = { ...one, config_json: ['{"apiKey": "', new Secret('other'), '"}\n'] };
    assert.notEqual(sealOf(one), sealOf(other));
  });
});

describe('a playbook without the task of the proxy', () => {
  const tasks = (...ids: readonly string[]): readonly Task[] =>
    ids.map((id) => ({ step: { id } }) as unknown as Task);
  const left = (vars: Vars, ...ids: readonly string[]): readonly string[] =>
    proxyLeftOut({ targets: withSystemProxy([target('web-1', vars)]), tasks: tasks(...ids) });

  it('is refused where a device has one, and gets a balenaOS', () => {
    const proxy = url('http://p:1');
    assert.deepEqual(left(proxy, 'install/config-json'), [
      'install/system-proxy is missing behind install/config-json, and stem_proxy is given for web-1',
    ]);
    assert.deepEqual(left(proxy, 'install/config-json', 'install/system-proxy'), []);
    assert.deepEqual(left(proxy, 'generic/ping'), []);
    assert.deepEqual(left({}, 'install/config-json'), []);
  });
});

describe('a wrong proxy', () => {
  it('is told of all hosts at once, and never quoted', () => {
    const bad = 'https://me:hunter2@p:1';
    assert.throws(
      () =>
        withSystemProxy([
          target('web-1', url(bad)),
          target('web-2', url(bad)),
          target('web-3', { ...url('http://p:1'), os_layout: 'root' }),
          target('web-4', { ...url('http://p:1'), os_layout: 'flash' }),
          target('web-5', { ...url('http://p:0'), stem_no_proxy: 'intranet' }),
          target('web-6', { stem_no_proxy: '192.0.2.7' }),
          target('web-7', url('http://me:hunter2{{ nobody }}@p:1')),
          target('web-8', { ...url('http://p:1'), stem_no_proxy: '{{ nobody }}' }),
        ]),
      {
        code: 'INVENTORY_INVALID',
        message:
          'proxy of web-1, web-2: stem_proxy must begin with http://, socks5:// or socks4://\n' +
          'proxy of web-3, web-4: stem_proxy is for a bundle of layout balena\n' +
          'proxy of web-5: stem_proxy must end with HOST:PORT, the port from 1 to 65535\n' +
          `proxy of web-5: "intranet" of stem_no_proxy is no IPv4 address and no network (192.0.2.0/24): balenaOS starts no proxy with a name there that it can't look up yet\n` +
          'proxy of web-6: stem_no_proxy is given, and no stem_proxy\n' +
          'proxy of web-7: the template in stem_proxy fails: look at the vars that it names\n' +
          'proxy of web-8: the template in stem_no_proxy fails: look at the vars that it names',
        hint: 'Mend stem_proxy and stem_no_proxy of these hosts.',
      },
    );
  });

  it('is none by a layout that nobody knows yet', () => {
    const found = hostProxies([{ name: 'web-1', vars: url('http://p:1') }]);
    assert.deepEqual([...found.keys()], ['web-1']);
  });
});
