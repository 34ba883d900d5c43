import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { copyStep } from './copy.ts';

const place = localPlace();
const copy = (args: Vars): Played => playModule(copyStep, args, place());
const at = (name: string): string => `${place().home}/${name}`;
const modeOf = (name: string): string => (statSync(at(name)).mode & 0o7777).toString(8);
const local = (name: string, text: string, isText = true): Vars => {
  writeFileSync(at(name), text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { src: at(name), stem_file: { bytes: text.length, sha256, text: isText ? text : null } };
};

describe('generic/copy', () => {
  it('writes a file, then has nothing to do', () => {
    const first = copy({ dest: at('a'), content: 'x\n' });
    assert.deepEqual(first.verdict, { kind: 'needed', because: 'there is no such file' });
    assert.deepEqual([first.ok, readFileSync(at('a'), 'utf8'), modeOf('a')], [true, 'x\n', '644']);
    const { dest, mode, size, state, checksum } = first.output;
    const sha1 = createHash('sha1').update('x\n').digest('hex');
    assert.deepEqual([dest, mode, size, state, checksum], [at('a'), '0644', 2, 'file', sha1]);
    const second = copy({ dest: at('a'), content: 'x\n' });
    const same = { ...first.output, path: at('a') };
    assert.deepEqual([second.verdict.kind, second.output], ['satisfied', same]);
    assert.deepEqual(copy({ dest: at('a'), content: 'y', force: false }).output, { dest: at('a') });
    assert.deepEqual(readdirSync(place().home).sort(), ['a', 'bin']);
  });

  it('changes a mode alone, and says which', () => {
    copy({ dest: at('a'), content: 'x' });
    const { verdict, ok, output } = copy({ dest: at('a'), content: 'x', mode: 'u=rw,go=' });
    assert.equal(output['path'], at('a'));
    assert.equal(verdict.because, 'mode 0644 becomes 0600');
    assert.deepEqual([ok, modeOf('a')], [true, '600']);
  });

  it('keeps the mode of a file that it replaces, unless one is given', () => {
    writeFileSync(at('a'), 'old');
    chmodSync(at('a'), 0o750);
    assert.equal(copy({ dest: at('a'), content: 'new' }).ok, true);
    assert.equal(modeOf('a'), '750');
    assert.equal(copy({ dest: at('a'), content: 'newer', mode: '0640' }).ok, true);
    assert.equal(modeOf('a'), '640');
  });

  it('puts a file into a folder under its own name, and makes the folder where a slash asks for it', () => {
    mkdirSync(at('d'));
    assert.equal(copy({ dest: at('d'), ...local('s', 'x') }).output['dest'], at('d/s'));
    assert.equal(copy({ dest: `${at('new/deep')}/`, ...local('s', 'x') }).ok, true);
    assert.equal(readFileSync(at('new/deep/s'), 'utf8'), 'x');
  });

  it('says what Ansible says where it can not', () => {
    mkdirSync(at('d'));
    for (const [args, because] of [
      [{ dest: at('no/a'), content: '' }, `Destination directory ${at('no')} does not exist`],
      [{ dest: at('d'), content: '' }, 'can not use content with a dir as dest'],
      [{ dest: at('a'), src: at('none'), remote_src: true }, `Source ${at('none')} not found`],
    ] as const)
      assert.equal(copy(args).because, because);
  });

  it('pushes what is no text, and copies what is on the device', () => {
    const pushed = copy({ dest: at('a'), ...local('s', 'bin', false) });
    assert.deepEqual([pushed.ok, readFileSync(at('a'), 'utf8')], [true, 'bin']);
    assert.match(pushed.actions[0] ?? '', /^upload .*\/\.stem-upload-/);
    assert.equal(copy({ dest: at('b'), src: at('a'), remote_src: true, mode: 0o600 }).ok, true);
    assert.deepEqual([readFileSync(at('b'), 'utf8'), modeOf('b')], ['bin', '600']);
    assert.equal(copy({ dest: at('b'), src: at('a'), remote_src: true }).verdict.kind, 'satisfied');
  });
});

describe('generic/copy with more arguments', () => {
  it('leaves a file alone where force is off', () => {
    writeFileSync(at('a'), 'old');
    const { verdict } = copy({ dest: at('a'), content: 'new', force: false });
    assert.equal(verdict.kind, 'satisfied');
  });

  it('makes a backup, and names it', () => {
    writeFileSync(at('a'), 'old');
    const { backup_file } = copy({ dest: at('a'), content: 'new', backup: 'yes' }).output;
    const backup = JSON.stringify(backup_file).slice(1, -1);
    assert.match(backup, /\/a\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~$/);
    assert.equal(readFileSync(backup, 'utf8'), 'old');
  });

  it('lets a command judge the new file first', () => {
    writeFileSync(at('a'), 'old');
    const bad = copy({ dest: at('a'), content: 'new', validate: 'grep -q "o l d" %s' });
    assert.deepEqual([bad.ok, bad.because], [false, 'failed to validate: exit code 1']);
    assert.equal(readFileSync(at('a'), 'utf8'), 'old');
    assert.equal(copy({ dest: at('a'), content: 'new', validate: 'grep -q new %s' }).ok, true);
    assert.equal(readFileSync(at('a'), 'utf8'), 'new');
  });

  it('replaces a link, or the file behind it where it follows', () => {
    writeFileSync(at('file'), 'old');
    symlinkSync(at('file'), at('link'));
    assert.equal(copy({ dest: at('link'), content: 'a', follow: true }).because, '');
    assert.equal(readFileSync(at('file'), 'utf8'), 'a');
    assert.equal(copy({ dest: at('link'), content: 'b' }).because, '');
    assert.deepEqual(
      [readFileSync(at('file'), 'utf8'), readFileSync(at('link'), 'utf8')],
      ['a', 'b'],
    );
  });

  it('names every wrong argument', () => {
    assert.throws(() => copyStep.params({ dest: 'motd', content: 'x', mode: 'q' }), {
      message: "mode must be a mode like '0644' or u=rw,g=r,o=r; dest must be an absolute path",
    });
    assert.throws(() => copyStep.params({ dest: '/a' }), { message: /needs `src` or `content`/ });
    assert.throws(() => copyStep.params({ dest: '/a', content: '', validate: 'true' }), /%s/);
  });
});

describe('generic/copy shows and undoes', () => {
  it('the lines that go and come', () => {
    writeFileSync(at('a'), 'a\nb\n');
    assert.equal(copy({ dest: at('a'), content: 'a\nc\n' }).diff, '@@ -1,2 +1,2 @@\n a\n-b\n+c');
  });

  it('never a secret, neither the new nor the old one', () => {
    writeFileSync(at('a'), 'k=hunter1');
    const content = ['k=', new Secret('hunter2')];
    const { diff, actions, ok } = copy({ dest: at('a'), content });
    assert.deepEqual([diff, ok, readFileSync(at('a'), 'utf8')], [null, true, 'k=hunter2']);
    assert.doesNotMatch(actions.join(''), /hunter/);
  });

  it('puts back what was there with its mode, a binary file too, and leaves nothing else', () => {
    writeFileSync(at('a'), Buffer.from([0, 255, 1]));
    chmodSync(at('a'), 0o4711);
    const { undo } = copy({ dest: at('a'), content: 'new', mode: 0o600 });
    assert.equal(undo(), true);
    assert.deepEqual([[...readFileSync(at('a'))], modeOf('a')], [[0, 255, 1], '4711']);
    assert.deepEqual(readdirSync(at('.stem')), []);
  });

  it('undoes two changes of the same file in turn, the newest first', () => {
    writeFileSync(at('a'), 'A');
    const undos = ['B', 'A', 'C'].map((content) => copy({ dest: at('a'), content }).undo);
    for (const [undo, text] of [
      [undos[2], 'A'],
      [undos[1], 'B'],
      [undos[0], 'A'],
    ] as const) {
      assert.equal(undo?.(), true);
      assert.equal(readFileSync(at('a'), 'utf8'), text);
    }
  });

  it('removes a new file, and the folders that were made for it', () => {
    const { undo } = copy({ dest: `${at('new/deep')}/`, ...local('s', 'x') });
    assert.equal(undo(), true);
    assert.equal(existsSync(at('new')), false);
  });
});
