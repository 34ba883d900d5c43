import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StemError } from '../model/errors.ts';
import { journalError } from './journal-error.ts';

const withCode = (details: object): Error => Object.assign(new Error('raw text'), details);

describe('an error of the journal', () => {
  it('says what is wrong, by SQLite’s primary code', () => {
    const full = journalError(withCode({ rawCode: 13, code: 'SQLITE_FULL' }), '/j.db');
    assert.equal(full.message, 'the journal /j.db: the disk is full');
    assert.equal(full.hint, 'Free space where the journal lies, then resume.');
    assert.equal(full.code, 'JOURNAL_FAILED');
    // SQLITE_IOERR_FSYNC
    const broken = journalError(withCode({ rawCode: 1034 }), '/j.db');
    assert.equal(broken.message, 'the journal /j.db: the disk reports an error');
    assert.equal(
      journalError(withCode({ rawCode: 11 }), '/j.db').message,
      'the journal /j.db: it is damaged',
    );
  });
  it('says it by the file system’s code too', () => {
    assert.equal(
      journalError(withCode({ code: 'EACCES' }), '/j.db').message,
      'the journal /j.db: permission denied',
    );
  });
  it('keeps the text of what it does not know', () => {
    assert.equal(journalError(withCode({}), '/j.db').message, 'the journal /j.db: raw text');
    assert.equal(journalError('odd', '/j.db').message, 'the journal /j.db: odd');
  });
  it('leaves a known failure as it is', () => {
    const known = new StemError('known', { code: 'RUN_LOCKED', hint: 'Wait.' });
    assert.equal(journalError(known, '/j.db'), known);
  });
});
