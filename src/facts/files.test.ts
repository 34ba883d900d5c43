import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { render } from '../model/command.ts';
import { NEW_ROOT, RUN, STAGING } from '../model/paths.ts';
import { exists, fileText, isFilled } from './files.ts';

describe('the text of a file', () => {
  it('is whole, and an empty file is not a missing one', () => {
    const fact = fileText('/etc/fstab');
    assert.equal(fact.parse(answer(' a\n\n')), ' a\n\n');
    assert.equal(fact.parse(answer('')), '');
    assert.equal(fact.parse(answer('half a', 1)), null);
  });

  it('is forgotten by a boot only in memory, which the mounted partitions are not', () => {
    for (const [path, after] of [
      [`${RUN}/confirmed`, null],
      [`${RUN}/stagingx`, null],
      [`${STAGING}/owner`, 'text'],
      [`${NEW_ROOT}/etc/fstab`, 'text'],
      ['/etc/fstab', 'text'],
      ['/run/stemx', 'text'],
      ['/run/stem/resin/boot/config.json', 'text'],
      ['/run/stem/resinx', null],
    ] as const) {
      const fact = fileText(path);
      assert.equal(fact.afterBoot === undefined ? 'text' : fact.afterBoot('text'), after, path);
    }
  });
});

describe('whether a file has anything in it', () => {
  it('is told by the exit code, as root', () => {
    const fact = isFilled('/a b');
    assert.equal(render(fact.command), "test -s '/a b'");
    assert.deepEqual(
      [fact.parse(answer('')), fact.parse(answer('', 1)), fact.as],
      [true, false, 'root'],
    );
  });
});

describe('whether a file exists', () => {
  it('is told by the exit code, as root', () => {
    const fact = exists("/etc/it's");
    assert.equal(render(fact.command), "test -e '/etc/it'\\''s'");
    assert.deepEqual(
      [fact.parse(answer('')), fact.parse(answer('', 1)), fact.as],
      [true, false, 'root'],
    );
  });
});
