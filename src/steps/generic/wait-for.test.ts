import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { waitForStep } from './wait-for.ts';

const place = localPlace();
const wait = (args: Vars): Played => playModule(waitForStep, args, place());
const at = (name: string): string => `${place().home}/${name}`;

describe('generic/wait-for', () => {
  it('finds a file, a text in it, or that it is gone', () => {
    writeFileSync(at('a'), 'one\nready\n');
    const { ok, output } = wait({ path: at('a'), search_regex: '^rea\\w+' });
    assert.deepEqual(
      [ok, output['changed'], output['state'], output['path']],
      [true, false, 'file', at('a')],
    );
    assert.equal(wait({ path: at('none'), state: 'absent' }).ok, true);
  });

  it("gives up in Ansible's words", () => {
    writeFileSync(at('a'), 'one\n');
    assert.equal(
      wait({ path: at('none'), timeout: 0 }).because,
      `Timeout when waiting for file ${at('none')}`,
    );
    assert.equal(
      wait({ path: at('a'), search_regex: 'two', timeout: 0 }).because,
      `Timeout when waiting for search string two in ${at('a')}`,
    );
    assert.equal(wait({ port: 1, timeout: 0, msg: 'too slow' }).because, 'too slow');
    assert.equal(wait({ port: 1, timeout: 0 }).because, 'Timeout when waiting for 127.0.0.1:1');
  });

  it('finds a port that takes connections', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    assert.equal(wait({ port, timeout: 2 }).ok, true);
    server.close();
    await once(server, 'close');
    assert.equal(wait({ port, timeout: 2, state: 'stopped' }).ok, true);
  });

  it('says beforehand what it waits for, and refuses what can not be', () => {
    assert.equal(wait({ timeout: 0 }).verdict.because, 'it waits 0 s, and changes nothing');
    const { verdict } = wait({ port: 1, state: 'stopped', timeout: 5, delay: 1 });
    assert.equal(
      verdict.because,
      'it waits until 127.0.0.1:1 is gone, at most 5 s, and changes nothing',
    );
    assert.throws(() => waitForStep.params({ port: 1, path: '/a' }), /can not both be passed/);
    assert.throws(
      () => waitForStep.params({ port: 1, state: 'drained' }),
      /drained is not supported/,
    );
    assert.throws(
      () => waitForStep.params({ path: '/a', state: 'stopped' }),
      /only be used for checking a port/,
    );
  });
});
