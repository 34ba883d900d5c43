import assert from 'node:assert/strict';
import { it } from 'node:test';
import { judgeMatch, type MatchState } from './match.ts';

const STATE: MatchState = {
  host: 'web.example.net',
  originalHost: 'web',
  user: 'bob',
  localUser: 'ann',
  isFinalPass: false,
};
const judge = (rest: string, more: Partial<MatchState> = {}): boolean =>
  judgeMatch({ keyword: 'match', words: [], rest, place: 'F:1' }, { ...STATE, ...more }).isMatch;

it('all criteria have to hold', () => {
  const rows: readonly (readonly [rest: string, isMatch: boolean])[] = [
    ['all', true],
    ['!all', false],
    ['host web.*', true],
    ['host WEB.example.net', true],
    ['host web', false],
    ['host=web.*', true],
    ['"host" "web.*"', true],
    ['originalhost web', true],
    ['!originalhost web', false],
    ['user bob host web.*', true],
    ['user ann', false],
    ['user BOB', false],
    ['localuser ann,!bob', true],
    ['host web.*,!web.example.net', false],
    ['host web.* # user x', true],
    ['canonical', false],
    ['final', false],
  ];
  for (const [rest, isMatch] of rows) assert.equal(judge(rest), isMatch, rest);
  assert.equal(judge('final host web*', { isFinalPass: true }), true);
});

it('final asks for another pass', () => {
  const line = { keyword: 'match', words: [], rest: 'user x final', place: 'F:1' };
  assert.equal(judgeMatch(line, STATE).wantsFinal, true);
});

it('what can not be judged here is an error, but only where all else holds', () => {
  assert.equal(judge('user x exec "test -f y"'), false);
  assert.throws(() => judge('user bob exec "test -f y"'), {
    message: 'F:1: Match exec is not supported: use host, originalhost, user or localuser',
  });
  assert.throws(() => judge('host'), { message: 'F:1: Match host says nothing' });
  assert.throws(() => judge(''), { message: 'F:1: Match says nothing' });
  assert.throws(() => judge('all host x'), { message: "F:1: Match all can't stand beside host" });
});
