import { randomBytes } from 'node:crypto';
import { batch, splitBatch } from '../commands/batch.ts';
import { render, sh } from '../model/command.ts';
import type { CommandResult, Question, User } from '../model/fact.ts';
import type { Shell } from './shell.ts';

/** A batch travels as one argument, quoted: Linux takes 128 KiB, and that is beyond all facts of a step. */
const MOST_TEXT = 98_304;
const BORDER = 128;

/** An answer that did not come whole. */
const MISSING: CommandResult = { exitCode: 124, stdout: '', stderr: '', isCut: true };

/** One round trip for root's questions and one for the login user's, at the same time. */
export async function ask(
  shell: Shell,
  questions: readonly Question[],
): Promise<readonly CommandResult[]> {
  const answers = new Map<Question, CommandResult>();
  const askAs = async (user: User): Promise<void> => {
    for (const portion of inPortions(questions.filter(({ as }) => as === user))) {
      const mark = `border-${randomBytes(12).toString('hex')}`;
      const { stdout } = await shell.ask(
        batch(
          portion.map(({ command }) => command),
          mark,
        ),
        user,
      );
      const results = splitBatch(stdout, mark);
      portion.forEach((question, index) => answers.set(question, results[index] ?? MISSING));
    }
  };
  await Promise.all([askAs('root'), askAs('login')]);
  return questions.map((question) => answers.get(question) ?? MISSING);
}

function inPortions(questions: readonly Question[]): readonly (readonly Question[])[] {
  const portions: Question[][] = [];
  let room = 0;
  for (const question of questions) {
    const bytes = Buffer.byteLength(render(sh(render(question.command)))) + BORDER;
    if (bytes > room) {
      portions.push([]);
      room = MOST_TEXT;
    }
    portions.at(-1)?.push(question);
    room -= bytes;
  }
  return portions;
}
