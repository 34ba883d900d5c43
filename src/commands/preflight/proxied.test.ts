import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { keepsOutOfText, sandboxed, type Sandbox } from '../../../test/fakes/dash.ts';
import { LoopbackProxy, type Manners } from '../../../test/fakes/loopback-proxy.ts';
import { NEVER_PROXIED, type SystemProxy } from '../../model/system-proxy.ts';
import { tellProxied } from './proxied.ts';

const TYPES = { http: 'http-connect', socks5: 'socks5', socks4: 'socks4' } as const;
/** A port of loopback where nothing listens. */
const CLOSED = '127.0.0.1:1';
const UNKNOWN = 'no address by its name, which the new system looks up itself';
/** What waits for ten seconds on a device waits for one here. */
const impatient = (box: Sandbox): void => {
  box.fake('timeout', 'shift; exec /usr/bin/timeout 1 "$@"');
};

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : assert.fail('no port');
};

/** A service behind the proxy: at an address of loopback whose bytes printf would take for something else. */
function service(): () => string {
  const server = createServer((socket) => socket.destroy());
  before(async () => {
    server.listen(0, '127.37.92.10');
    await once(server, 'listening');
  });
  after(() => server.close());
  return () => `127.37.92.10:${String(portOf(server))}`;
}

interface Asked extends Manners {
  readonly hasLogin?: boolean;
  readonly direct?: readonly string[];
}

/** What the device tells of these endpoints, and what the proxy saw of it. */
async function told(
  box: Sandbox,
  endpoints: readonly string[],
  { hasLogin = false, direct = [], ...manners }: Asked,
): Promise<{ readonly lines: readonly string[]; readonly asked: readonly string[] }> {
  const proxy = await LoopbackProxy.start(manners);
  try {
    const place: SystemProxy = {
      ...{ type: TYPES[manners.protocol], host: '127.0.0.1', port: proxy.port },
      ...{ hasLogin, exceptions: [] },
    };
    const { stdout } = await box.ran(tellProxied(place, endpoints, direct));
    return { lines: stdout.trimEnd().split('\n').sort(), asked: [...proxy.asked].sort() };
  } finally {
    await proxy.stop();
  }
}

describe('an endpoint by a proxy', () => {
  const box = sandboxed();
  const open = service();

  for (const [protocol, why] of [
    ['http', '502 Bad Gateway'],
    ['socks5', 'connection refused'],
    ['socks4', 'rejected or failed'],
  ] as const)
    it(`is reached or not as the proxy by ${protocol} says, which is asked for addresses`, async () => {
      const { lines, asked } = await told(box(), [open(), CLOSED], { protocol });
      assert.deepEqual(lines, [`reached ${open()}`, `refused ${CLOSED} ${why}`]);
      assert.deepEqual(asked, [CLOSED, open()]);
    });

  it('is looked up on the device, as the new system will', async () => {
    const port = open().split(':')[1] ?? '';
    box().fake(
      'getent',
      `case $2 in api.example.com) echo '127.37.92.10 STREAM api' ;; 127.0.0.1) echo "$2 STREAM" ;; *) exit 2 ;; esac`,
    );
    const { lines, asked } = await told(
      box(),
      [`api.example.com:${port}`, 'nowhere.example.com:443'],
      {
        protocol: 'http',
      },
    );
    assert.deepEqual(lines, [
      `failed nowhere.example.com:443 ${UNKNOWN}`,
      `reached api.example.com:${port}`,
    ]);
    assert.deepEqual(asked, [open()]);
  });

  it('is asked directly where the proxy is passed by', async () => {
    for (const direct of [['127.37.92.10'], ['192.0.2.0/24', '127.37.0.0/16'], NEVER_PROXIED]) {
      const { lines, asked } = await told(box(), [open(), '127.37.92.10:1'], {
        ...{ protocol: 'http', direct },
      });
      assert.deepEqual(lines, [
        'failed 127.37.92.10:1 without the proxy: Connection refused',
        `reached ${open()}`,
      ]);
      assert.deepEqual(asked, []);
    }
    const near = ['127.37.92.11', '127.38.0.0/16', '127.37.92.8/31', '255.255.255.255/32'];
    const { asked } = await told(box(), [open()], { protocol: 'http', direct: near });
    assert.deepEqual(asked, [open()]);
  });
});

describe('a proxy that does not let through', () => {
  const box = sandboxed();
  const says = async (asked: Asked): Promise<string> =>
    (await told(box(), [CLOSED], asked)).lines.join('\n');

  const cases: readonly (readonly [string, Asked])[] = [
    [`refused ${CLOSED} 403 Forbidden`, { protocol: 'http', status: 403 }],
    [`refused ${CLOSED} not allowed`, { protocol: 'socks5', status: 2 }],
    [`refused ${CLOSED} SOCKS5 code 77`, { protocol: 'socks5', status: 77 }],
    [`silent ${CLOSED} it closed the connection`, { protocol: 'http', isRude: true }],
    [`silent ${CLOSED} it closed the connection`, { protocol: 'socks5', isRude: true }],
    [`silent ${CLOSED} it closed the connection`, { protocol: 'socks4', isRude: true }],
  ];
  for (const [line, asked] of cases)
    it(`is told: ${line} (${asked.protocol})`, async () => {
      assert.equal(await says(asked), line);
      assert.equal(await says({ ...asked, hasLogin: true }), line);
    });

  it('is told where it is silent', async () => {
    impatient(box());
    for (const protocol of ['http', 'socks5', 'socks4'] as const)
      assert.equal(await says({ protocol, isSilent: true }), `silent ${CLOSED} no answer in 10 s`);
  });

  it('is told where it speaks something else, or is not there', async () => {
    const ssh = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('SSH-2.0-OpenSSH_9\r\n');
    });
    ssh.listen(0, '127.0.0.1');
    await once(ssh, 'listening');
    const at = (type: SystemProxy['type'], host: string, port: number) =>
      box().ran(tellProxied({ type, host, port, hasLogin: true, exceptions: [] }, [CLOSED], []));
    for (const [type, name] of [
      ['http-connect', 'HTTP'],
      ['socks5', 'SOCKS5'],
      ['socks4', 'SOCKS4'],
    ] as const)
      assert.equal(
        (await at(type, '127.0.0.1', portOf(ssh))).stdout,
        `refused ${CLOSED} it speaks no ${name}\n`,
      );
    ssh.close();
    assert.equal(
      (await at('socks5', '127.0.0.1', 1)).stdout,
      `silent ${CLOSED} Connection refused\n`,
    );
    box().fake('getent', '[ "$2" = 127.0.0.1 ] && echo "$2 STREAM"');
    assert.equal(
      (await at('socks5', 'proxy.example.com', 1)).stdout,
      `silent ${CLOSED} its name is not known here\n`,
    );
  });
});

describe('a proxy that wants a login', () => {
  const box = sandboxed();
  const says = async (asked: Asked): Promise<string> =>
    (await told(box(), [CLOSED], asked)).lines.join('\n');
  const digest = { protocol: 'http', status: 407, schemes: ['Digest realm="x"', 'NTLM'] } as const;

  it('is told from one that refuses, with a login and without', async () => {
    for (const asked of [
      digest,
      { protocol: 'http', status: 407, schemes: ['bAsIc'] },
      { protocol: 'socks5', method: 2 },
      { protocol: 'socks4', status: 93 },
    ] as const)
      for (const hasLogin of [true, false])
        assert.equal(await says({ ...asked, hasLogin }), `login ${CLOSED}`, asked.protocol);
  });

  it('is of no use where redsocks does not know what it wants', async () => {
    const hasLogin = true;
    assert.equal(
      await says({ protocol: 'http', status: 407, schemes: ['Negotiate', 'Basic'], hasLogin }),
      `refused ${CLOSED} 407, and the login is to be by Negotiate: redsocks knows Basic and Digest`,
    );
    assert.equal(
      await says({ protocol: 'http', status: 407, hasLogin }),
      `refused ${CLOSED} 407 without Proxy-Authenticate`,
    );
    assert.equal(
      await says({ protocol: 'socks5', method: 1, hasLogin }),
      `refused ${CLOSED} it takes neither a password nor none`,
    );
  });

  it('may be what a socks4 means that rejects, where a login is given', async () => {
    assert.equal(await says({ protocol: 'socks4', status: 91, hasLogin: true }), `login ${CLOSED}`);
  });
});

describe('the question to a proxy', () => {
  const box = sandboxed();
  const place: SystemProxy = {
    ...{
      type: 'http-connect',
      host: '127.0.0.1',
      port: 1,
      hasLogin: true,
      exceptions: ['192.0.2.7'],
    },
  };

  it('takes its values as values, and none of them is a command', () => {
    keepsOutOfText((value) => tellProxied(place, [value]));
    keepsOutOfText((host) => tellProxied({ ...place, host }, [CLOSED]));
    const { stdout } = box().run(tellProxied(place, ['$(touch pwned):80', 'a b:1']));
    assert.deepEqual(stdout.trimEnd().split('\n').sort(), [
      `failed $(touch pwned):80 ${UNKNOWN}`,
      `failed a b:1 ${UNKNOWN}`,
    ]);
    assert.equal(
      box()
        .run({ kind: 'simple', words: ['ls'] })
        .stdout.includes('pwned'),
      false,
    );
  });

  it('is about what balenaOS sends to it: not its own networks, and not the exceptions', () => {
    const command = tellProxied(place, [CLOSED]);
    assert.ok(command.kind === 'simple', 'it is one command');
    assert.deepEqual(command.words.slice(3), [
      ...['stem-preflight-P36', 'http-connect', '127.0.0.1', '1', 'yes'],
      ...[`${NEVER_PROXIED.join(' ')} 192.0.2.7`, CLOSED],
    ]);
  });

  it('is not asked without bash, but which files name a proxy', () => {
    box().put('/etc/environment', 'HTTP_PROXY=http://a:SECRET@proxy\n');
    for (const tool of ['grep', 'sed']) box().link(`/bin/${tool}`, `/bin/${tool}`);
    assert.equal(
      box().run(tellProxied(place, [CLOSED]), { path: '/none' }).stdout,
      'proxy /etc/environment\nbash missing\n',
    );
  });
});
