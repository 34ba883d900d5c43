import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { script } from '../commands/script.ts';
import { describeAction, run } from '../model/action.ts';
import { raw, sh } from '../model/command.ts';
import { shortAction } from './action-text.ts';

describe('an action on one line', () => {
  it('is a script by its name and its arguments', () => {
    const text = describeAction(run(script('own', "set -e\necho 'x'\nsync", '/dev/sda5', 'a b')));
    assert.equal(shortAction(text), "stem-own /dev/sda5 'a b'  (script, 3 lines)");
  });

  it('is a job by its folder as well', () => {
    const command = script('unpack', 'set -e\ntrue');
    const text = describeAction({ kind: 'job', dir: '/run/stem/jobs/x', command, timeoutMs: 1 });
    assert.equal(shortAction(text), 'job /run/stem/jobs/x: stem-unpack  (script, 2 lines)');
  });

  it('is any other command as it is, cut where it is long', () => {
    assert.equal(shortAction(describeAction(run(sh('mkswap', '/dev/sda5')))), 'mkswap /dev/sda5');
    assert.equal(shortAction(describeAction(run(raw('a\nb')))), 'a  (2 lines)');
    assert.equal(shortAction('x'.repeat(300)).length, 200);
  });
});
