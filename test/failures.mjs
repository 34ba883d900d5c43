import { relative } from 'node:path';

// No TypeScript here: Node loads its reporters before the loader for that.
const MAX_LINES = 40;

/**
 * A reporter beside TAP: what failed, once more before the closing lines, as whoever reads a long log looks at its end.
 * Says nothing where all passed.
 *
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} events
 * @returns {AsyncGenerator<string>}
 */
export default async function* failures(events) {
  const failed = [];
  for await (const event of events) {
    // The first of the closing lines: with --test-force-exit, nothing is sure to be written after them.
    if (
      event.type === 'test:diagnostic' &&
      event.data.message.startsWith('tests ') &&
      failed.length > 0
    ) {
      yield `\n== failed: ${failed.length}\n${failed.splice(0).join('\n')}\n`;
    }
    if (event.type !== 'test:fail') continue;
    const { name, file, line, details } = event.data;
    // A suite fails with its tests; they say why.
    if (details.error.failureType === 'subtestsFailed') continue;
    failed.push(`${relative('.', file ?? '')}:${line ?? 0} ${name}\n${reasonOf(details.error)}`);
  }
}

const reasonOf = ({ cause, message }) =>
  String(cause?.stack ?? cause ?? message)
    .split('\n')
    .slice(0, MAX_LINES)
    .map((line) => `   ${line}`)
    .join('\n');
