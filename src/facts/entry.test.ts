import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entry, type Entry } from './entry.ts';

const parse = (stdout: string): Entry =>
  entry.parse({ exitCode: 0, stdout, stderr: '', isCut: false });

describe('our entry in custom.cfg', () => {
  it('is missing together with the file', () => {
    assert.deepEqual(parse('none\nsourced\nnone\n'), {
      sha256: null,
      isSourced: true,
      isSaved: false,
      text: '',
    });
  });

  it('is the text behind three lines', () => {
    assert.deepEqual(parse('abc\nignored\nsaved\n# begin\n}\n# end\n'), {
      sha256: 'abc',
      isSourced: false,
      isSaved: true,
      text: '# begin\n}\n# end\n',
    });
  });
});
