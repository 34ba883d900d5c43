import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { aptSources, parseDeb822Sources, parseOneLineSources } from './apt-sources.ts';

describe('the two forms of apt sources', () => {
  it('reads the one-line form with options and comments', () => {
    const text = `# deb http://mirror.invalid/a b main
deb-src http://mirror.invalid/debian bookworm main
deb [ signed-by=/k.gpg arch=amd64 ] http://mirror.invalid/debian bookworm main contrib # mine`;
    assert.deepEqual(parseOneLineSources(text), [
      {
        options: 'signed-by=/k.gpg arch=amd64',
        uri: 'http://mirror.invalid/debian',
        suite: 'bookworm',
        components: ['main', 'contrib'],
      },
    ]);
  });

  it('reads the deb822 form: several suites, continued lines, disabled stanzas, keys inside', () => {
    const text = `Types: deb deb-src
# a comment
URIs: http://mirror.invalid/debian
Suites: bookworm
 bookworm-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 -----END PGP PUBLIC KEY BLOCK-----

Enabled: no
Types: deb
URIs: http://mirror.invalid/off
Suites: bookworm
Components: main
`;
    const source = { options: '', uri: 'http://mirror.invalid/debian', components: ['main'] };
    assert.deepEqual(parseDeb822Sources(text), [
      { ...source, suite: 'bookworm' },
      { ...source, suite: 'bookworm-updates' },
    ]);
  });
});

describe("this machine's apt sources", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'stem-apt-'));
    await mkdir(join(root, 'etc/apt/sources.list.d'), { recursive: true });
    await writeFile(
      join(root, 'etc/os-release'),
      'NAME="Debian"\nID=debian\nVERSION_CODENAME=bookworm\n',
    );
  });
  afterEach(() => rm(root, { recursive: true }));
  const put = (name: string, text: string): Promise<void> =>
    writeFile(join(root, 'etc/apt', name), text);

  it("keeps the lines of this machine's own release and leaves other people's archives out", async () => {
    await put(
      'sources.list',
      'deb http://mirror.invalid/debian bookworm main\ndeb http://x.invalid trixie main\n',
    );
    await put(
      'sources.list.d/debian.sources',
      `Types: deb\nURIs: http://mirror.invalid/security\nSuites: bookworm-security\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`,
    );
    await put(
      'sources.list.d/a.list',
      'deb [signed-by=/etc/apt/keyrings/a.gpg] http://a.invalid bookworm main\n',
    );
    await put('sources.list.d/b.list.disabled', 'deb http://b.invalid bookworm main\n');
    assert.deepEqual(aptSources(root), {
      distribution: 'debian',
      suite: 'bookworm',
      lines: [
        'deb http://mirror.invalid/debian bookworm main',
        'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.invalid/security bookworm-security main',
      ],
    });
  });

  it('says so when this machine has no source of its own release', () => {
    assert.throws(() => aptSources(root), {
      message: 'apt has no package source of debian bookworm.',
    });
  });
});
