import assert from 'node:assert/strict';
import { it } from 'node:test';

import { missingPackages } from './tools.ts';

it('finds the packages that are not installed, and those nobody ever heard of', async () => {
  const missing = await missingPackages(['dpkg', 'stem-no-such-package']);
  assert.deepEqual(missing, ['stem-no-such-package']);
});
