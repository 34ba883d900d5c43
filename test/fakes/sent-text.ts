import { scriptName } from '../../src/commands/script.ts';
import { HostContext } from '../../src/engine/context.ts';
import { perform } from '../../src/engine/perform.ts';
import type { Action } from '../../src/model/action.ts';
import type { Connection } from '../../src/model/connection.ts';
import { render } from '../../src/model/command.ts';
import type { Session } from '../../src/model/session.ts';
import type { Link } from '../../src/transport/link.ts';
import { SshSession } from '../../src/transport/session.ts';
import { Shell } from '../../src/transport/shell.ts';
import { KEEPER } from './every-action.ts';
import { answer } from './fake-scripts.ts';
import { HOST, portsTo } from './playbook.ts';

const CONNECTION: Connection = {
  ...{ address: '127.0.0.1', port: 22, user: 'pilot', usesAgent: false },
  ...{ knownHostsFiles: [], pinnedHostKeys: [], connectTimeoutMs: 1000 },
  become: { method: 'none' },
};

/** A real session whose link keeps the text of each channel, and opens none. */
function deafSession(texts: string[]): SshSession {
  const link = {
    openChannel: (text: string) => {
      texts.push(text);
      return Promise.reject(new Error('nobody listens'));
    },
  } as unknown as Link;
  const device = {
    route: { connection: CONNECTION, hostKeys: [], credentials: [], hop: null },
    signal: new AbortController().signal,
    directory: '/run/stem',
  } as unknown as ConstructorParameters<typeof SshSession>[0];
  const shell = new Shell(link, CONNECTION, device.directory);
  return new SshSession(device, { link, shell }, new AbortController());
}

const unheard = (): void => undefined;

/** The text with which a device is told to begin this action, as the transport sends it; null where it is told nothing. */
export async function sentText(action: Action): Promise<string | null> {
  const texts: string[] = [];
  const real = deafSession(texts);
  const session: Session = {
    ask: (questions) => Promise.resolve(questions.map(() => answer('boot-1\nold\n'))),
    run: (command, options) =>
      scriptName(command) === 'stem-job-state'
        ? Promise.resolve(answer('absent\n0\n'))
        : real.run(command, options),
    write: (to, content, mode) => real.write(to, content, mode),
    upload: (upload, onProgress) => real.upload(upload, onProgress),
    download: (download) => real.download(download),
    close: () => Promise.resolve(),
  };
  const ports = portsTo({ connect: () => Promise.resolve(session) }, { kept: KEEPER });
  await perform(action, { key: 'it', hasNoLog: false }, new HostContext(HOST, {}, ports)).catch(
    unheard,
  );
  return texts[0] ?? null;
}

/** The same of a question. */
export async function askedText(): Promise<string> {
  const texts: string[] = [];
  const command = { kind: 'simple', words: ['cat', '/etc/fstab'] } as const;
  await deafSession(texts)
    .ask([{ command, as: 'root' }])
    .catch(unheard);
  return texts[0] ?? render(command);
}
