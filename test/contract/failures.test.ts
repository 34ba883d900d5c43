import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import failures from '../failures.mjs';

const failed = (name: string, error: object): object => ({
  type: 'test:fail',
  data: { name, file: 'a.test.ts', line: 3, details: { error } },
});
const said = (message: string): object => ({ type: 'test:diagnostic', data: { message } });

async function reported(...events: readonly object[]): Promise<string> {
  let text = '';
  for await (const part of failures(asStream(events as readonly TestEvent[]))) text += part;
  return text;
}

async function* asStream(events: readonly TestEvent[]): AsyncGenerator<TestEvent> {
  for (const event of events) yield await Promise.resolve(event);
}

it('what failed is told once, with its reason, when the closing lines begin', async () => {
  const events = [
    failed('one', { message: 'm', cause: { stack: 'Error: one\n  at x' } }),
    said('a word of a test'),
    failed('its suite', { message: 's', failureType: 'subtestsFailed' }),
    failed('two', { message: 'cancelled' }),
  ];
  assert.equal(await reported(...events, said('of another kind')), '');
  assert.equal(
    await reported(...events, said('tests 3'), said('suites 1')),
    '\n== failed: 2\na.test.ts:3 one\n   Error: one\n     at x\na.test.ts:3 two\n   cancelled\n',
  );
  assert.equal(await reported(said('tests 3')), '');
});
