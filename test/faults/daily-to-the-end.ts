// A migration that is broken behind the point of no return, and gets to its end. Run by `npm run test:faults`.
import { it } from 'node:test';

import { breakADevice, DAILY_LIMIT } from './daily.ts';

it('a migration that is broken gets to its end, however often', DAILY_LIMIT, () =>
  breakADevice({
    // Each time the power goes, and with it all that was not flushed.
    fixed: [
      'install/format/1/after/writes-lost',
      // It has come up with what was restored, and nobody knows: the environment comes back, and all goes forward from there.
      'restore/trial/14/before/writes-lost',
    ],
    hasCrossed: true,
    alone: [],
  }),
);
