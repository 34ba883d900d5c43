import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { taskOf } from '../../../test/fakes/playbook.ts';
import { toyStep } from '../../../test/fakes/toy-step.ts';
import { rehearseStep } from '../../steps/boot/rehearse.ts';
import { argsOf } from '../args.ts';
import { assertRehearsed, rehearseWords } from './rehearsal.ts';

const OTHERS = [taskOf(toyStep('boot/arm'))];
const ASKED = { extraVars: rehearseWords(argsOf({ rehearse: true })) };

describe('--rehearse', () => {
  it('is a var of each host, which the request of a run keeps', () => {
    assert.deepEqual(ASKED.extraVars, ['stem_rehearse=true']);
    assert.deepEqual(rehearseWords(argsOf({})), []);
  });

  it('is refused where no task would rehearse anything', () => {
    assertRehearsed(ASKED, [...OTHERS, taskOf(rehearseStep)]);
    assertRehearsed({ extraVars: ['stem_grow=true'] }, OTHERS);
    assert.throws(
      () => {
        assertRehearsed(ASKED, OTHERS);
      },
      {
        code: 'USAGE',
        message:
          'there is nothing that --rehearse could rehearse: of the tasks, none is stem.boot.rehearse',
      },
    );
  });
});
