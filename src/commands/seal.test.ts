import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { sandboxed } from '../../test/fakes/dash.ts';
import { script } from './script.ts';
import { SEAL } from './seal.ts';

const FILE = '/var/lib/stem/done';
const seal = script('seal', `set -e\n${SEAL}\nseal "$1" "$2"`, FILE, 'run %s 1');

describe('a seal', () => {
  const box = sandboxed();

  it('holds the text as it is, for root alone, also over an older one', () => {
    box().put(FILE, 'a much longer text than the new one');
    box().prints(seal);
    assert.equal(box().text(FILE), 'run %s 1');
    assert.equal(statSync(box().at(FILE)).mode & 0o777, 0o600);
  });

  it('has its name when its text is on the disk, and not before', () => {
    box().fake('sync', 'exit 1');
    assert.equal(box().run(seal).exitCode, 1);
    assert.equal(existsSync(box().at(FILE)), false);
  });
});
