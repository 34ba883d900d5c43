import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { runProgram } from '../../vagrant/run-program.ts';
import { ensureTools, VAGRANT_PACKAGES } from '../../vagrant/tools.ts';

const LIMIT = { timeout: 20 * 60_000 };

let dir = '';
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stem-vagrant-'));
  await ensureTools((line) => process.stderr.write(`${line}\n`), VAGRANT_PACKAGES);
}, LIMIT);
after(async () => {
  await rm(dir, { recursive: true });
});

const validate = (): Promise<string> =>
  runProgram(['vagrant', 'validate'], {
    timeoutMs: 5 * 60_000,
    cwd: join(import.meta.dirname, '..', '..', 'vagrant'),
    env: {
      ...{ VAGRANT_HOME: join(dir, 'home'), VAGRANT_DOTFILE_PATH: join(dir, 'machines') },
      ...{ VAGRANT_CHECKPOINT_DISABLE: '1', STEM_VAGRANT_BOX: dir },
    },
  });

describe('the Vagrantfile', () => {
  it('is valid without a box, and with what the box builder wrote', LIMIT, async () => {
    assert.match(await validate(), /Vagrantfile validated successfully/);
    const key = join(dir, 'key');
    await writeFile(key, '', { mode: 0o600 });
    await writeFile(join(dir, 'ssh_config'), '');
    const settings = {
      ...{ name: 'stem-lab-device-0', box: join(dir, 'device.box'), port: 40001 },
      ...{ rootKey: key, sshConfig: join(dir, 'ssh_config') },
    };
    await writeFile(join(dir, 'settings.json'), JSON.stringify(settings));
    assert.match(await validate(), /Vagrantfile validated successfully/);
  });

  it('hands what was written to Vagrant: a key that is not there is refused', LIMIT, async () => {
    const settings = { name: 'stem-lab-device-0', rootKey: join(dir, 'no-such-key') };
    await writeFile(join(dir, 'settings.json'), JSON.stringify(settings));
    await assert.rejects(validate(), /no-such-key/);
  });
});
