import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runFacts, runParams, runVerdict, spared } from './command-params.ts';

it('a command is read from the line or from cmd, with its surroundings', () => {
  const { cmd, chdir, timeoutMs, as } = runParams({ _raw_params: 'a b', stem_become: false });
  assert.deepEqual([cmd, chdir, timeoutMs, as], [['a b'], '.', 3_600_000, 'login']);
  assert.deepEqual(runParams({ cmd: 'x', stdin: 'in' }).stdin, ['in', '\n']);
  assert.deepEqual(runParams({ argv: ['a', 1] }).argv, ['a', '1']);
  assert.throws(() => runParams({ argv: [] }), /argv must be a list of texts/);
});

it('what it creates or removes spares it', () => {
  const params = runParams({ cmd: 'x', creates: '/a', removes: '/b' });
  const both = { created: true, removable: true };
  assert.equal(spared(both, params), '/a exists');
  assert.equal(spared({ created: false, removable: false }, params), '/b does not exist');
  assert.equal(spared({ ...both, created: false }, params), null);
  assert.equal(runVerdict(both, params).kind, 'satisfied');
  assert.equal(runFacts(params).created.name, 'any /a in .');
});
