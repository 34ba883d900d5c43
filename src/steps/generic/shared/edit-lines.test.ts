import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withLine, withoutLines, type LineEdit } from './edit-lines.ts';

const edit = (more: Partial<LineEdit>): LineEdit => ({
  ...{ line: 'new', regexp: null, searchString: null, insertAfter: null, insertBefore: null },
  ...{ backrefs: false, firstMatch: false, ...more },
});
const TEXT = 'a=1\nb=2\na=3\n';

describe('a line', () => {
  const cases: readonly (readonly [string, Partial<LineEdit>, string, string?])[] = [
    ['goes to the end', { insertAfter: 'EOF' }, `${TEXT}new\n`],
    ['goes to the beginning', { insertBefore: 'BOF' }, `new\n${TEXT}`],
    ['replaces the last match', { regexp: /^a=/ }, 'a=1\nb=2\nnew\n'],
    [
      'replaces the first match where asked to',
      { regexp: /^a=/, firstMatch: true },
      'new\nb=2\na=3\n',
    ],
    ['replaces a line with a text in it', { searchString: 'b=' }, 'a=1\nnew\na=3\n'],
    ['stands behind the last match', { insertAfter: /^a=/ }, `${TEXT}new\n`],
    [
      'stands behind the first match',
      { insertAfter: /^a=/, firstMatch: true },
      'a=1\nnew\nb=2\na=3\n',
    ],
    ['stands before the last match', { insertBefore: /^a=/ }, 'a=1\nb=2\nnew\na=3\n'],
    ['goes to the end where nothing matches', { insertAfter: /^z/ }, `${TEXT}new\n`],
    ['is not doubled', { line: 'b=2', insertAfter: 'EOF' }, TEXT],
    ['is not doubled behind its place', { line: 'b=2', regexp: /^b/, insertAfter: /^a/ }, TEXT],
    ['keeps a group', { regexp: /^(b)=(\d)/, line: '\\2=\\1', backrefs: true }, 'a=1\n2=b\na=3\n'],
    [
      'leaves all where nothing matches and groups are used',
      { regexp: /^z/, backrefs: true },
      TEXT,
    ],
    ['ends a last line first', { insertAfter: 'EOF' }, 'x\nnew\n', 'x'],
    ['makes a text', { insertAfter: 'EOF' }, 'new\n', ''],
  ];
  for (const [says, more, wanted, text = TEXT] of cases)
    it(says, () => {
      const { text: made, msg } = withLine(text, edit(more));
      assert.equal(made, wanted);
      assert.equal(msg === '', made === text);
    });
});

describe('lines that go', () => {
  it('are counted', () => {
    const gone = withoutLines(TEXT, edit({ regexp: /^a=/ }));
    assert.deepEqual(gone, { text: 'b=2\n', msg: '2 line(s) removed', found: 2 });
    assert.equal(withoutLines(TEXT, edit({ searchString: '=3' })).text, 'a=1\nb=2\n');
    assert.equal(withoutLines(TEXT, edit({ line: 'b=2' })).text, 'a=1\na=3\n');
    assert.deepEqual(withoutLines(TEXT, edit({ line: 'z' })), { text: TEXT, msg: '', found: 0 });
  });
});
