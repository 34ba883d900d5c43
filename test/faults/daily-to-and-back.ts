// A migration that is broken before the point of no return, and undone. Run by `npm run test:faults`.
import { it } from 'node:test';

import { breakADevice, DAILY_LIMIT } from './daily.ts';

it('a device is as before where a broken migration is undone, also half-done', DAILY_LIMIT, () =>
  breakADevice({
    // The moments at which a migration without this project's care is lost.
    fixed: [
      // mkfs over what was swap, on a device that comes up without either.
      'staging/format/1/during/writes-lost',
      // What GRUB reads must be on the disk, not in its cache; and the environment is up before anybody led there.
      'boot/arm/1/after/writes-lost',
      // The one sector that decides who boots.
      'boot/rehome/3/during/writes-lost',
    ],
    hasCrossed: false,
    // Nobody goes on, and all is undone from there. Its job runs on meanwhile.
    alone: ['staging/unpack/2/during/controller-killed-undone'],
  }),
);
