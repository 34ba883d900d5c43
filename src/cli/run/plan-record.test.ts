import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlannedTask } from '../../engine/dry-run.ts';
import type { Survey } from '../../engine/survey.ts';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { driftOf, type SavedHost } from '../../planning/saved-plan.ts';
import { recordOf } from './plan-record.ts';

const planned = (basis: PlannedTask['basis'], more: Partial<PlannedTask> = {}): PlannedTask => ({
  ...{ task: 'copy', verdict: { kind: 'needed', because: '' }, dependsOn: [], actions: [] },
  ...{ findings: [], picture: [], diff: null, uploadBytes: 0, basis },
  ...more,
});
const survey = (...tasks: readonly PlannedTask[]): Survey => ({
  ...{ system: 'old', hostKey: 'ssh-ed25519 SHA256:abc', tasks },
  disk: { sectors: '9', serial: 'A1', signature: '1d' },
});
const record = (found: Survey, vars: Vars = {}, salt = 'salt'): SavedHost =>
  recordOf(found, { site: 'berlin', vars, salt });
const basis = (answer: string, params: unknown = {}): PlannedTask['basis'] => ({
  facts: { 'file /etc/motd': answer },
  params,
});

describe('what a plan keeps of a device', () => {
  it('has no secret, no answer and no value in it', () => {
    const vars = { ansible_password: new Secret('hunter2'), site: 'berlin-mitte' };
    const params = { content: ['welcome', new Secret('hunter3')] };
    const text = JSON.stringify(record(survey(planned(basis('the old motd', params))), vars));
    for (const word of ['hunter', 'berlin-mitte', 'old motd', 'welcome'])
      assert.ok(!text.includes(word), `${word} is in ${text}`);
    assert.ok(text.includes('"ansible_password":"secret"'), text);
  });

  it('differs where an answer, a parameter or a var does, and nowhere else', () => {
    const before = record(survey(planned(basis('a', { mode: 1 }))), { x: '1' });
    const drift = (found: Survey, vars: Vars): readonly string[] =>
      driftOf(before, record(found, vars));
    assert.deepEqual(drift(survey(planned(basis('a', { mode: 1 }))), { x: '1' }), []);
    assert.deepEqual(drift(survey(planned(basis('b', { mode: 1 }))), { x: '1' }), [
      'copy: another answer to "file /etc/motd"',
    ]);
    assert.deepEqual(drift(survey(planned(basis('a', { mode: 2 }))), { x: '1' }), [
      'copy: other parameters',
    ]);
    assert.deepEqual(drift(survey(planned(basis('a', { mode: 1 }))), { x: 1 }), ['other vars: x']);
  });

  it('does not differ by the boot, the operator or the time', () => {
    const at = (bootId: string): Survey =>
      survey(planned({ facts: { whereabouts: { system: 'old', bootId } }, params: {} }));
    const one = record(at('b1'), { stem_operator: 'me@here', stem_started_at: '1' });
    const two = record(at('b2'), { stem_operator: 'you@there', stem_started_at: '2' });
    assert.deepEqual(driftOf(one, two), []);
  });

  it('keeps levels in place of answers where a step asks many questions', () => {
    const finding = {
      id: 'P12',
      title: '',
      level: 'ok',
      says: '',
      prevents: '',
      hint: '',
    } as const;
    const [task] = record(survey(planned(basis('free 1 MB'), { findings: [finding] }))).tasks;
    assert.deepEqual([task?.facts, task?.findings], [{}, { P12: 'ok' }]);
  });

  it('has other digests in another plan', () => {
    const found = survey(planned(basis('a')));
    assert.notDeepEqual(record(found).tasks, record(found, {}, 'other').tasks);
  });
});
