import assert from 'node:assert/strict';
import { it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { restoreVolumesStep } from './volumes.ts';

const FACTS = {
  archive: 'abc  -\n' as string | null,
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
