import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { pingStep } from './ping.ts';

const place = localPlace();

describe('generic/ping', () => {
  it('answers pong, or what it is told to, and changes nothing', () => {
    const ping = (args: Vars): Played => playModule(pingStep, args, place());
    assert.deepEqual(ping({}).output, { ping: 'pong' });
    assert.deepEqual(ping({ data: 'hello' }).output, { ping: 'hello' });
    assert.deepEqual([ping({}).verdict.kind, ping({}).actions], ['satisfied', []]);
  });
});
