import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { playbookFiles } from './playbook-files.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'stem-files-'));
  for (const name of ['files', 'templates', 'files/sub']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'files', 'a'), 'in files');
  writeFileSync(join(folder, 'a'), 'beside');
  writeFileSync(join(folder, 'b'), Buffer.from([0xff, 0xfe]));
  writeFileSync(join(folder, 'vars.yml'), 'x: [0644, yes, 1.5]\n');
  writeFileSync(join(folder, 'bad.yml'), 'x: [1\n');
});
after(() => {
  rmSync(folder, { recursive: true });
});
const files = () => playbookFiles(join(folder, 'play.yml'));

describe('the files beside a playbook', () => {
  it('are found in the folder for such files first, then beside it', () => {
    const { bytes, sha256, text, path } = files().find('files', 'a');
    assert.deepEqual([bytes, text, path], [8, 'in files', join(folder, 'files', 'a')]);
    assert.equal(sha256.length, 64);
    assert.equal(files().find('templates', 'a').text, 'beside');
    assert.equal(files().find('templates', join(folder, 'a')).text, 'beside');
    assert.equal(files().folder, folder);
  });

  it('are no text where they are no UTF-8', () => {
    assert.equal(files().find('files', 'b').text, null);
  });

  it('are read once: what was checked is what is sent', () => {
    const same = files();
    const first = same.find('files', 'a');
    assert.equal(same.find('files', 'a'), first);
  });

  it('are told where they are missing, or folders', () => {
    assert.throws(() => files().find('files', 'none'), {
      code: 'FILE_UNREADABLE',
      message: `there is no file none: looked for ${join(folder, 'files/none')} and ${join(folder, 'none')}`,
    });
    assert.throws(() => files().find('files', 'sub'), {
      message: `${join(folder, 'files/sub')} is a folder: name each file, or send an archive`,
    });
  });

  it('hold vars in YAML', () => {
    assert.deepEqual(files().readVars('vars.yml'), { x: [0o644, true, 1.5] });
    assert.throws(() => files().readVars('none.yml'), { code: 'FILE_UNREADABLE' });
    assert.throws(() => files().readVars('bad.yml'), { code: 'PLAYBOOK_INVALID' });
  });
});
