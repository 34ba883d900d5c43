import assert from 'node:assert/strict';
import { it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { listOfVolumes } from '../../model/backup-volumes.ts';
import { restoreVolumesStep } from './volumes.ts';

const FACTS = {
  archive: 'abc  -\n' as string | null,
  list: null as string | null,
  put: null as string | null,
  mounted: '/dev/sda7' as string | null,
  job: 'absent' as const,
};

it('the supervisor gets the archive that there is, once', () => {
  const kind = (more: Partial<typeof FACTS>): string =>
    restoreVolumesStep.check({ ...FACTS, ...more }, {}).kind;
  assert.deepEqual(
    [kind({}), kind({ put: 'other' }), kind({ put: 'abc  -\n', mounted: null })],
    ['needed', 'needed', 'satisfied'],
  );
  assert.deepEqual([kind({ archive: null }), kind({ mounted: null })], ['satisfied', 'blocked']);
  const lines = linesOf(restoreVolumesStep.apply(FACTS, {}));
  assert.match(lines.at(-1) ?? '', /^write \/run\/stem\/resin\/state\/stem\/volumes-put/);
});

it('the volumes of a preloaded app are filled, once, where the archive was made for that', () => {
  const facts = { ...FACTS, list: `${listOfVolumes([], 1406)}\n` };
  const lines = linesOf(restoreVolumesStep.apply(facts, {}));
  assert.match(lines.join('\n'), /fill-volumes .*docker\/volumes 1406/);
  assert.doesNotMatch(lines.join('\n'), /backup\.tgz/);
  assert.match(lines.at(-1) ?? '', /^write \/run\/stem\/resin\/state\/stem\/volumes-put/);
  assert.equal(restoreVolumesStep.check(facts, {}).because, 'the volumes are not filled');
  const { because } = restoreVolumesStep.check({ ...facts, put: facts.archive }, {});
  assert.equal(because, 'the volumes are filled');
});
