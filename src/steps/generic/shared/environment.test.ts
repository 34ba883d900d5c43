import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../../test/fakes/local-device.ts';
import { localPlace } from '../../../../test/fakes/local-place.ts';
import { run } from '../../../model/action.ts';
import { sh } from '../../../model/command.ts';
import type { Vars } from '../../../model/params.ts';
import { Secret } from '../../../model/secret.ts';
import type { Step } from '../../../model/step.ts';
import { commandStep } from '../command.ts';
import { scriptStep } from '../script.ts';
import { shellStep } from '../shell.ts';
import { inEnvironment } from './environment.ts';

const place = localPlace();
const ENVIRONMENT = ["export A='", 'über $x', "'\n", "export P='", new Secret('hunter2'), "'\n"];
const play = (step: Step, args: Vars): Played =>
  playModule(step, { ...args, stem_environment: ENVIRONMENT }, place());
const said = (step: Step, args: Vars): string => JSON.stringify(play(step, args).output['stdout']);
const CMDLINE = "tr '\\0' ' ' </proc/$PPID/cmdline";

describe('the environment of a command', () => {
  it('is there for a shell, with its own stdin behind it', () => {
    const { output, actions } = play(shellStep, { cmd: 'echo "$A,$P"; cat', stdin: 'mine' });
    assert.equal(output['stdout'], 'über $x,hunter2\nmine');
    assert.doesNotMatch(actions.join(), /hunter2/);
    assert.match(actions.join(), /<<< "export A='über \$x'\\nexport P='\[secret\]'\\nmine\\n"$/);
  });

  it('is in no argument list, neither with a command that is a secret itself', () => {
    const cmd = ["echo '", new Secret('hunter3'), `' "$A"; ${CMDLINE}`];
    for (const given of [{ cmd }, { cmd: CMDLINE }]) {
      assert.doesNotMatch(said(shellStep, given), /hunter2|\/dash.*hunter3/);
    }
    assert.match(said(shellStep, { cmd }), /^"hunter3 über \$x\\n/);
  });

  it('is there for one program, also where its own words name a variable', () => {
    assert.equal(play(commandStep, { cmd: 'printenv P' }).output['stdout'], 'hunter2');
    assert.equal(play(commandStep, { argv: ['echo', '$A'] }).output['stdout'], 'über $x');
  });

  it('is there for a script of the controller', () => {
    const text = '#!/bin/sh\necho "$A" "$P" "$1"\n';
    const stem_file = { bytes: text.length, sha256: 'abc', text };
    const { output } = play(scriptStep, { src: '/books/files/x', _raw_params: 'one', stem_file });
    assert.equal(output['stdout'], 'über $x hunter2 one');
  });

  it('may have a PATH that leads to no shell', () => {
    const args = { cmd: 'echo "$PATH"', stem_environment: ["export PATH='/none'\n"] };
    assert.equal(playModule(shellStep, args, place()).output['stdout'], '/none');
  });

  it('changes nothing where there is none', () => {
    const action = run(sh('true'));
    assert.equal(inEnvironment(action, []), action);
  });
});
