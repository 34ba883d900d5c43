import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { journalPath } from './default-path.ts';

describe('the path of the journal', () => {
  it('is what STEM_JOURNAL says', () => {
    const env = { STEM_JOURNAL: 'here.db', XDG_STATE_HOME: '/state' };
    assert.equal(journalPath(env, '/home/ann'), 'here.db');
  });
  it('lies in the state directory otherwise', () => {
    const path = '/state/stem-remote/journal.db';
    assert.equal(journalPath({ STEM_JOURNAL: '', XDG_STATE_HOME: '/state' }, '/home/ann'), path);
  });
  it('lies below the home without one, or where it is relative', () => {
    const path = '/home/ann/.local/state/stem-remote/journal.db';
    assert.equal(journalPath({}, '/home/ann'), path);
    assert.equal(journalPath({ XDG_STATE_HOME: 'state' }, '/home/ann'), path);
  });
});
