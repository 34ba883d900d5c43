import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LineProblem, located } from './problem.ts';

describe('a problem of a line', () => {
  it('says what is wrong and what to do, and is told from a bug', () => {
    const problem = new LineProblem('the name is empty', 'Name the host.');
    assert.ok(problem instanceof Error);
    assert.equal(problem.name, 'LineProblem');
    assert.equal(problem.message, 'the name is empty');
    assert.equal(problem.hint, 'Name the host.');
  });
});

describe('a located problem', () => {
  const refuses = (
    line: number | null,
    message: string,
    text = 'a\n\tb ansible_password=x y\n',
  ): void => {
    const work = (): never => {
      throw new LineProblem('it is wrong', 'Mend it.', line);
    };
    assert.throws(() => located(work, { file: 'f.ini', text }), {
      code: 'INVENTORY_INVALID',
      message,
      hint: 'Mend it.',
    });
  };

  it('names file and line, and shows the line without secrets', () => {
    refuses(1, 'f.ini:1: it is wrong\n    a');
    refuses(2, 'f.ini:2: it is wrong\n    b ansible_password=[secret]');
    refuses(null, 'f.ini: it is wrong');
    refuses(9, 'f.ini:9: it is wrong');
    refuses(1, `f.ini:1: it is wrong\n    ${'x'.repeat(200)}…`, 'x'.repeat(300));
  });

  it('lets everything else through', () => {
    assert.equal(
      located(() => 7, { file: '', text: '' }),
      7,
    );
    const bug = new Error('a bug');
    assert.throws(
      () =>
        located(
          () => {
            throw bug;
          },
          { file: '', text: '' },
        ),
      bug,
    );
  });
});
