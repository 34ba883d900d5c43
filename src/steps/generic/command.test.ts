import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { commandStep } from './command.ts';

const place = localPlace();
const command = (args: Vars): Played => playModule(commandStep, args, place());
const out = (args: Vars): unknown => command(args).output['stdout'];

describe('generic/command', () => {
  it('runs one program without a shell, and shows its words', () => {
    const { output } = command({ _raw_params: `printf '%s|' a "b  c" > d && e` });
    assert.equal(output['stdout'], 'a|b  c|>|d|&&|e|');
    assert.deepEqual(output['cmd'], ['printf', '%s|', 'a', 'b  c', '>', 'd', '&&', 'e']);
    assert.equal(out({ argv: ['printf', '%s|', 'a b', 5] }), 'a b|5|');
  });

  it('knows variables and the home as Python does', () => {
    const home = place().home;
    assert.equal(
      out({ _raw_params: 'echo $HOME ${HOME}/x ~/y $NOPE a~ ~' }),
      `${home} ${home}/x ${home}/y $NOPE a~ ${home}`,
    );
  });

  it('has rc 2 where there is no such program, and rc 13 where it is none', () => {
    const { ok, output } = command({ _raw_params: 'nosuch --x' });
    const msg = "[Errno 2] No such file or directory: b'nosuch'";
    assert.deepEqual(
      [ok, output['rc'], output['msg'], output['cmd']],
      [false, 2, msg, 'nosuch --x'],
    );
    assert.equal(output['changed'], false);
    writeFileSync(`${place().home}/plain`, '');
    const plain = command({ _raw_params: `${place().home}/plain` }).output;
    assert.deepEqual(
      [plain['rc'], plain['msg']],
      [13, `[Errno 13] Permission denied: b'${place().home}/plain'`],
    );
    assert.equal(command({ _raw_params: '/no/such' }).output['rc'], 2);
  });

  it('keeps the exit code of the program', () => {
    const { ok, output } = command({ argv: ['sh', '-c', 'exit 71'] });
    assert.deepEqual([ok, output['rc']], [false, 71]);
  });

  it('with a secret goes by stdin, each word whole', () => {
    const cmd = ['printf %s| "a b', new Secret(`$x' "`), '" c$HOME'];
    const { output, actions } = command({ cmd });
    assert.equal(output['stdout'], `a b$x' "|c$HOME|`);
    assert.doesNotMatch(actions.join(), /\$x/);
  });

  it('wants its quotes closed', () => {
    assert.throws(() => commandStep.params({ cmd: "echo 'a" }), {
      message: 'the command has an open quote',
    });
  });
});
