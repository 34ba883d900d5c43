import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { Secret } from '../../model/secret.ts';
import { scriptStep } from './script.ts';

const place = localPlace();
const script = (
  args: Vars,
  text = '#!/bin/sh\necho "$0" "$@"; pwd; exit 3',
  isText = true,
): Played => {
  const src = `${place().home}/s.sh`;
  writeFileSync(src, text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const stem_file = { bytes: text.length, sha256, text: isText ? text : null };
  return playModule(scriptStep, { src, stem_file, ...args }, place());
};

describe('generic/script', () => {
  it('runs a file of this machine with its words, and does not leave it there', () => {
    const { ok, output } = script({ _raw_params: 'a "b c"', chdir: place().home });
    assert.equal(ok, false);
    const [first = '', folder] = output['stdout_lines'] as readonly string[];
    assert.match(first, /^\/tmp\/stem-script-\w+ a b c$/);
    assert.deepEqual(
      [folder, output['rc'], output['msg']],
      [place().home, 3, 'non-zero return code'],
    );
    assert.equal(readdirSync('/tmp').includes(first.slice(5).split(' ')[0] ?? ''), false);
  });

  it('takes another program to run it, and pushes what is no text', () => {
    const text = 'echo hello';
    const { output, actions } = script({ executable: '/bin/sh' }, text, false);
    assert.equal(output['stdout'], 'hello');
    assert.deepEqual(
      ['cmd', 'msg'].filter((key) => key in output),
      [],
      'Ansible tells neither',
    );
    assert.match(actions[0] ?? '', /^upload .*s\.sh to \/tmp\/\.stem-script-/);
  });

  it('is spared like a command', () => {
    mkdirSync(`${place().home}/there`);
    assert.equal(script({ creates: `${place().home}/there` }).verdict.kind, 'satisfied');
  });

  it('wants a file, and no secret in an argument list', () => {
    assert.throws(() => scriptStep.params({ _raw_params: 'x' }), /needs a file of this machine/);
    assert.throws(
      () => script({ _raw_params: ['a ', new Secret('hunter2')] }),
      /visible to everybody/,
    );
  });
});
