import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSerial, resolveSerial } from './serial.ts';

describe('the sizes of batches', () => {
  it('are numbers, shares, or a list of both', () => {
    assert.deepEqual(readSerial(3), [3]);
    assert.deepEqual(readSerial('10%'), [{ percent: 10 }]);
    assert.deepEqual(readSerial([1, '5', ' 30% ']), [1, 5, { percent: 30 }]);
    assert.deepEqual(readSerial([]), []);
  });

  it('are refused where one is neither', () => {
    for (const wrong of [-1, 1.5, 'x', '10 %', '1,2', '', null, undefined, {}, [1, 'x'], NaN, '-1'])
      assert.equal(readSerial(wrong), null, JSON.stringify(wrong));
  });

  it('are rounded as Ansible rounds them', () => {
    assert.deepEqual(resolveSerial([1, { percent: 30 }, 4], 10), [1, 3, 4]);
    assert.deepEqual(resolveSerial([{ percent: 25 }], 10), [2]);
    assert.deepEqual(resolveSerial([{ percent: 1 }], 10), [1]);
    assert.deepEqual(resolveSerial([{ percent: 29 }], 100), [28]);
    assert.deepEqual(resolveSerial([{ percent: 0 }, { percent: 100 }], 7), [1, 7]);
  });

  it('are all hosts where they are 0 or not given', () => {
    assert.deepEqual(resolveSerial([], 10), [10]);
    assert.deepEqual(resolveSerial([0], 10), [10]);
  });
});
