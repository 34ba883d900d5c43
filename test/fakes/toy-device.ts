import { whereabouts } from '../../src/facts/boot.ts';
import { run } from '../../src/model/action.ts';
import { render, sh } from '../../src/model/command.ts';
import { StemError, type ErrorCode } from '../../src/model/errors.ts';
import type { CommandResult, Fact, Question } from '../../src/model/fact.ts';
import { reveal } from '../../src/model/secret.ts';
import type { Connector, Session } from '../../src/model/session.ts';
import { needed, satisfied, type Step } from '../../src/model/step.ts';
import type { SystemName } from '../../src/model/system.ts';
import type { Task } from '../../src/model/task.ts';
import { toyStep } from './toy-step.ts';

export const result = (stdout: string, exitCode = 0, stderr = ''): CommandResult => ({
  exitCode,
  stdout,
  stderr,
  isCut: false,
});
export const failure = (code: ErrorCode, message = code as string): StemError =>
  new StemError(message, { code, hint: 'Look at it.' });

const WHERE = render(whereabouts.command);

/** A device that holds files and answers by a table. Its log tells what it was asked and told, in order. */
export class ToyDevice implements Connector {
  readonly log: string[] = [];
  readonly files = new Map<string, string>();
  /** Answers to commands, by their text. Without one, a command succeeds and says nothing. */
  readonly answers = new Map<string, () => CommandResult>();
  system: SystemName = 'old';
  boots = 1;
  /** Hardware addresses of its network cards. It need not tell any. */
  cards: readonly string[] = [];
  /** What it throws before or after something is done: how a link breaks. */
  before: (does: string) => void = () => undefined;
  after: (does: string) => void = () => undefined;

  connect(): Promise<Session> {
    return this.#do('connect', () => ({
      ask: (questions) =>
        this.#do(`ask ${questions.map(nameOf).join(', ')}`, () =>
          questions.map(({ command }) => this.#answer(render(command))),
        ),
      run: (command, { stdin }) =>
        this.#do(
          `run ${render(command)}${stdin === undefined ? '' : ` <<< ${reveal(stdin)}`}`,
          () => this.#answer(render(command)),
        ),
      write: (to, content) =>
        this.#do(`write ${to}`, () => void this.files.set(to, reveal(content))),
      upload: ({ to, bytes }, onProgress) =>
        this.#do(`upload ${to}`, () => {
          onProgress(bytes / 2);
        }),
      download: ({ from, to }) => this.#do(`download ${from} ${to}`, () => 'new' as const),
      close: () => this.#do('close', () => undefined),
    }));
  }

  /** What changed it, in order. */
  changes(): readonly string[] {
    return this.log.filter((does) => /^(run|write|upload|download) /.test(does));
  }

  async #do<T>(does: string, work: () => T): Promise<T> {
    await Promise.resolve();
    this.before(does);
    this.log.push(does);
    const done = work();
    this.after(does);
    return done;
  }

  #answer(text: string): CommandResult {
    const given = this.answers.get(text);
    if (given !== undefined) return given();
    if (text === WHERE)
      return result(
        [`boot-${String(this.boots)}`, this.system, ...this.cards]
          .map((line) => `${line}\n`)
          .join(''),
      );
    const [tool, path = ''] = text.split(' ');
    if (tool === 'rm') this.files.delete(path);
    const file = this.files.get(path);
    return tool === 'cat' && file === undefined ? result('', 1) : result(file ?? '');
  }
}

const nameOf = ({ command }: Question): string =>
  render(command) === WHERE ? 'where' : render(command);

export const fileFact = (path: string): Fact<string | null> => ({
  name: `file ${path}`,
  as: 'root',
  command: sh('cat', path),
  parse: ({ exitCode, stdout }) => (exitCode === 0 ? stdout : null),
});

/** Writes `new` into a file named as the step, and undoes that. */
export const fileStep = (id: string, more: Partial<Step> = {}): Step =>
  toyStep(id, {
    facts: () => ({ text: fileFact(id) }),
    check: ({ text }) => (text === 'new' ? satisfied('it is new') : needed('it is old')),
    apply: () => [{ kind: 'write', to: id, content: ['new'], mode: 0o644 }],
    expect: () => ({ text: 'new' }),
    verify: ({ text }) =>
      text === 'new' ? { ok: true, output: 'done' } : { ok: false, because: 'it is not new' },
    rollback: {
      kind: 'undo',
      actions: ({ text }) => [
        typeof text === 'string'
          ? { kind: 'write', to: id, content: [text], mode: 0o644 }
          : run(sh('rm', id)),
      ],
    },
    ...more,
  });

export const fileTask = (
  key: string,
  step: Partial<Step> = {},
  more: Partial<Task> = {},
): Task => ({
  key,
  step: fileStep(key, step),
  args: () => ({}),
  ...more,
});
