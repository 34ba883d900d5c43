import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ANOTHER_IMAGE, imageError } from './image-error.ts';

it('a refused image is bad input, with its name and what to do', () => {
  const { code, message, hint } = imageError('a.img', 'has no partition table');
  assert.deepEqual(
    [code, message, hint],
    ['BUNDLE_INVALID', 'a.img has no partition table', ANOTHER_IMAGE],
  );
});
