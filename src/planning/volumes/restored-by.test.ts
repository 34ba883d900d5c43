import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { restoredBy, whyNever, type Preloaded } from './restored-by.ts';

const GOOD: Preloaded = {
  ...{ volumes: ['data', 'logs'], app: 1406, supervisor: '12.11.38', fleet: 1406 },
};

describe('who restores the volumes', () => {
  it('is us, where engine and supervisor take folders for the volumes of the app that they start', () => {
    for (const supervisor of ['12.11.38', '12.11.40', '12.12.0', '13.0.0', '19.0.5'])
      assert.deepEqual(restoredBy(['data'], { ...GOOD, supervisor }), {
        ...{ by: 'stem-remote', app: 1406 },
      });
    assert.equal(restoredBy(['logs', 'data'], GOOD).by, 'stem-remote');
    assert.equal(restoredBy(['of a later release'], GOOD, true).by, 'stem-remote');
  });

  for (const [because, more, wanted = ['data']] of [
    ['the bundle preloads no app', { volumes: null }],
    ['the app that it preloads has no cache, more', {}, ['cache', 'data', 'more']],
    [
      'a volume of the app has options or labels of its own, or the first boot starts no app',
      { app: null },
    ],
    ["the bundle does not say its supervisor's version", { supervisor: '' }],
    ['its supervisor 12.11.37 is older than 12.11.38', { supervisor: '12.11.37' }],
    ['its supervisor 9.15.7 is older than 12.11.38', { supervisor: '9.15.7' }],
    ['it preloads app 1406, and config.json has no applicationId', { fleet: null }],
    ['it preloads app 1406, and config.json has applicationId 7', { fleet: 7 }],
  ] as readonly (readonly [string, Partial<Preloaded>, (readonly string[])?])[])
    it(`is the supervisor: ${because}`, () => {
      assert.deepEqual(restoredBy(wanted, { ...GOOD, ...more }), { by: 'supervisor', because });
    });
});

it('a supervisor before 8.7.0 restores nothing', () => {
  for (const fine of ['', '8.7.0', '9.0.0', '12.4.5']) assert.equal(whyNever(fine), null, fine);
  for (const old of ['7.25.3', '8.6.9'])
    assert.match(whyNever(old) ?? '', new RegExp(`^the supervisor ${old} of the bundle knows no `));
});
