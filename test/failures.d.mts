import type { TestEvent } from 'node:test/reporters';

export default function failures(events: AsyncIterable<TestEvent>): AsyncGenerator<string>;
