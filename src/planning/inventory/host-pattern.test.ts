import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readHostList, readPattern } from './host-pattern.ts';

describe('a host as written', () => {
  it('is names and a port', () => {
    assert.deepEqual(readPattern('web[1:2]:2222'), { names: ['web1', 'web2'], port: 2222 });
    assert.deepEqual(readPattern('[2001:db8::1]:22'), { names: ['2001:db8::1'], port: 22 });
    assert.deepEqual(readPattern('web1'), { names: ['web1'], port: null });
  });

  it('is one name where it is no address', () => {
    assert.deepEqual(readPattern('web:abc'), { names: ['web:abc'], port: null });
  });

  it('is refused where its range is wrong', () => {
    assert.throws(() => readPattern('web[01:100]'), { name: 'LineProblem' });
  });
});

describe('a list of hosts', () => {
  it('has commas between names, and ports, and no ranges', () => {
    assert.deepEqual(readHostList(' web1, web2:2222 ,,::1,db[1:2]'), [
      { names: ['web1'], port: null },
      { names: ['web2'], port: 2222 },
      { names: ['::1'], port: null },
      { names: ['db[1:2]'], port: null },
    ]);
    assert.deepEqual(readHostList(','), []);
  });
});
