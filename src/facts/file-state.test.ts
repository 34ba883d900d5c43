import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { render } from '../model/command.ts';
import { fileState, noFile } from './file-state.ts';

const fact = fileState({ path: '/etc/motd', as: 'login' });
const FILE = '81a4 0 4 3\nroot\nadm\n0022\n/etc/motd\n\n\nsha-1\nsha-256\n';

describe('the state of a file', () => {
  it('has its kind, its mode, its owners, its hashes and its text', () => {
    assert.deepEqual(fact.parse(answer(`${FILE}hi\n`)), {
      ...{ kind: 'file', path: '/etc/motd', mode: 0o644, uid: 0, gid: 4, owner: 'root' },
      ...{ group: 'adm', size: 3, umask: 0o022, target: '', missing: '' },
      ...{ sha1: 'sha-1', sha256: 'sha-256', text: 'hi\n' },
    });
    assert.deepEqual([fact.as, fact.name], ['login', 'file /etc/motd']);
  });

  it('tells a folder, a link and nothing at all', () => {
    const kindOf = (first: string): string => fact.parse(answer(FILE.replace('81a4', first))).kind;
    assert.deepEqual(['41ed', 'a1ff', '2190'].map(kindOf), ['directory', 'link', 'other']);
    const { kind, missing, text } = fact.parse(answer('absent\n\n\n0022\n/a/b\n\n/a\n\n\n'));
    assert.deepEqual([kind, missing, text], ['absent', '/a', null]);
  });

  it('has no text where it is none, or did not come', () => {
    assert.equal(fact.parse(answer(`${FILE}\uFFFD`)).text, null);
    assert.equal(fact.parse(answer(FILE)).text, null);
    assert.equal(fact.parse(answer(FILE.replace(' 3\n', ' 0\n'))).text, '');
  });

  it('keeps its text out of a journal', () => {
    assert.equal(fact.toKeep?.(fact.parse(answer(`${FILE}hi\n`))).text, null);
  });

  it('is an error where nobody can look', () => {
    assert.throws(() => fact.parse(answer('', 1)), { code: 'FACT_UNREADABLE' });
  });

  it('is another one behind a link', () => {
    const behind = fileState({ path: '/a', as: 'root', follow: true });
    assert.equal(behind.name, 'file behind /a');
    assert.match(render(behind.command), / stem-file-state \/a follow$/);
  });

  it('is null where nobody asked', () => {
    assert.equal(noFile.parse(answer('')), null);
  });
});
