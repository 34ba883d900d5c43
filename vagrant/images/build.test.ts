import assert from 'node:assert/strict';
import { it } from 'node:test';

import { LabError } from '../lab-error.ts';
import { build } from './build.ts';

it('builds nothing that the lab does not know, and names what it knows', async () => {
  await assert.rejects(
    build(['devise'], () => undefined),
    (error) => {
      assert.ok(error instanceof LabError);
      assert.equal(error.message, 'The lab has nothing named "devise" to build.');
      assert.match(error.hint, /^Name one or more of: device/);
      return true;
    },
  );
});
