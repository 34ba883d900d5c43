import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import type { Client } from 'ssh2';
import { hasCode } from '../model/errors.ts';
import { Link } from './link.ts';

/** A device that takes every order, and never says a word about it. */
const mute = (): Client =>
  Object.assign(new EventEmitter(), {
    exec: () => undefined,
    end: () => undefined,
  }) as unknown as Client;

describe('a link', () => {
  it('is given up where the device opens no channel in time', async () => {
    const socket = new PassThrough();
    const dialled = { client: mute(), socket, accepted: [], hostKey: '' };
    const link = new Link(dialled, new AbortController().signal, 20);
    await assert.rejects(link.openChannel('true'), (error) => {
      assert.ok(hasCode(error, 'LINK_LOST'), String(error));
      assert.equal(error.message, 'the device opens no channel: no answer within 0.02 s');
      return true;
    });
    assert.equal(link.isLost, true);
  });

  it('is closed where it was aborted between the login and here', () => {
    const socket = new PassThrough();
    const dialled = { client: mute(), socket, accepted: [], hostKey: '' };
    const link = new Link(dialled, AbortSignal.abort());
    assert.equal(link.isLost, true);
    assert.equal(socket.writableEnded, true);
  });
});
