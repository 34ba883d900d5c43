import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { fetchStep, localPathOf } from './fetch.ts';

const place = localPlace();
const fetch = (args: Vars): Played => playModule(fetchStep, args, place());

describe('generic/fetch', () => {
  it('has a folder for each device, unless it is flat', () => {
    const given = {
      src: '/etc/motd',
      dest: '/here/',
      fail_on_missing: true,
      inventory_hostname: 'web-1',
    };
    assert.equal(localPathOf({ ...given, flat: false }), '/here/web-1/etc/motd');
    assert.equal(localPathOf({ ...given, flat: true }), '/here/motd');
    assert.equal(localPathOf({ ...given, flat: true, dest: '/here/a' }), '/here/a');
  });

  it('brings a file, and can not know beforehand whether it is new here', () => {
    const { home } = place();
    writeFileSync(`${home}/a`, 'x');
    const { verdict, output, ok } = fetch({ src: `${home}/a`, dest: `${home}/b`, flat: true });
    assert.deepEqual([verdict.kind === 'needed' && verdict.isOpen, ok], [true, true]);
    assert.deepEqual(
      [readFileSync(`${home}/b`, 'utf8'), output['dest'], output['changed']],
      ['x', `${home}/b`, true],
    );
    const file = {
      file: fetchStep.facts(fetchStep.params({ src: '/a', dest: '/b' })).file.parse({
        exitCode: 0,
        stdout: 'absent\n\n\n022\n/a\n\n\n\n\n',
        stderr: '',
        isCut: false,
      }),
    };
    const said = fetchStep.verify(file, fetchStep.params({ src: '/a', dest: '/b' }), [
      { kind: 'done', result: { exitCode: 0, stdout: 'same', stderr: '', isCut: false } },
    ]);
    assert.equal(JSON.stringify(said).includes('"changed":false'), true);
  });

  it('fails where the file is missing, unless that is allowed', () => {
    const { home } = place();
    const args = { src: `${home}/none`, dest: home };
    const msg = 'the remote file does not exist, not transferring, ignored';
    assert.equal(fetch(args).because, msg);
    assert.match(fetch({ src: home, dest: home }).because, /remote file is a directory/);
    assert.deepEqual(fetch({ ...args, fail_on_missing: false }).output, {
      ...{ file: `${home}/none` },
      msg,
    });
  });
});
