import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Secret } from '../../model/secret.ts';
import { lineinfileStep } from './lineinfile.ts';

const place = localPlace();
const at = (name: string): string => `${place().home}/${name}`;
const line = (args: Vars): Played =>
  playModule(lineinfileStep, { path: at('a'), ...args }, place());
const text = (): string => readFileSync(at('a'), 'utf8');

describe('generic/lineinfile', () => {
  it('adds a line, shows it, and takes it away again', () => {
    writeFileSync(at('a'), 'one\n');
    chmodSync(at('a'), 0o640);
    const { verdict, diff, output, undo } = line({ line: 'two' });
    assert.deepEqual([verdict.because, diff], ['line added', '@@ -1 +1,2 @@\n one\n+two']);
    assert.deepEqual([output['msg'], output['backup'], text()], ['line added', '', 'one\ntwo\n']);
    assert.equal(line({ line: 'two' }).verdict.kind, 'satisfied');
    assert.deepEqual([undo(), text(), statSync(at('a')).mode & 0o777], [true, 'one\n', 0o640]);
  });

  it('replaces a line by its pattern, and sets attributes too', () => {
    writeFileSync(at('a'), 'x=1\ny=2\n');
    const { output } = line({
      regexp: '^x=(\\d)',
      line: 'x=\\g<1>0',
      backrefs: true,
      mode: '0600',
      backup: true,
    });
    assert.equal(output['msg'], 'line replaced and ownership, perms or SE linux context changed');
    assert.equal(readFileSync(JSON.stringify(output['backup']).slice(1, -1), 'utf8'), 'x=1\ny=2\n');
    assert.equal(text(), 'x=10\ny=2\n');
  });

  it('removes lines, and says how many', () => {
    writeFileSync(at('a'), '#a\nb\n#c\n');
    const { output } = line({ regexp: '^#', state: 'absent' });
    assert.deepEqual([output['msg'], output['found'], text()], ['2 line(s) removed', 2, 'b\n']);
    const again = line({ regexp: '^#', state: 'absent' });
    assert.deepEqual(again.output, { backup: '', msg: '', found: 0 });
  });
});

describe('generic/lineinfile with care', () => {
  it('makes a file only where that is asked for', () => {
    const refused = line({ line: 'x' });
    assert.equal(refused.because, `Destination ${at('a')} does not exist !`);
    assert.deepEqual(refused.output, { rc: 257 });
    assert.deepEqual(line({ line: 'x', state: 'absent' }).output, { msg: 'file not present' });
    const { undo } = line({ line: 'x', create: true });
    assert.equal(text(), 'x\n');
    assert.deepEqual([undo(), existsSync(at('a'))], [true, false]);
    const { output } = line({ line: 'x', create: true, mode: '0600' });
    assert.equal(output['msg'], 'line added and ownership, perms or SE linux context changed');
    assert.match(line({ path: at('bin'), line: 'x' }).because, /is a directory/);
    writeFileSync(at('a'), Buffer.from([0, 1]));
    assert.match(line({ line: 'x' }).because, /is no text/);
  });

  it('keeps a secret out of what is shown, also where it was there before', () => {
    writeFileSync(at('a'), 'old=hunter2\n');
    const { diff, actions } = line({ line: ['pw=', new Secret('hunter2')] });
    assert.deepEqual([diff, text()], [null, 'old=hunter2\npw=hunter2\n']);
    assert.doesNotMatch(actions.join(), /hunter2/);
  });

  it('refuses what does not go together', () => {
    const bad = (args: Vars): void => void lineinfileStep.params({ path: '/a', ...args });
    assert.throws(() => {
      bad({});
    }, /line is required with state=present/);
    assert.throws(() => {
      bad({ line: 'x', backrefs: true });
    }, /regexp is required/);
    assert.throws(() => {
      bad({ line: 'x', regexp: 'a', search_string: 'b' });
    }, /mutually exclusive/);
    assert.throws(() => {
      bad({ line: 'x', insertafter: 'a', insertbefore: 'b' });
    }, /mutually exclusive/);
    assert.throws(() => {
      bad({ state: 'absent' });
    }, /one of line, search_string, or regexp/);
    assert.throws(() => {
      bad({ line: 'x', regexp: '(' });
    }, /regexp must be a regular expression/);
  });
});
