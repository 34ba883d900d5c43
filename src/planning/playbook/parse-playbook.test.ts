import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CONTEXT } from '../../../test/fakes/playbook-loader.ts';
import { parsePlaybook } from './parse-playbook.ts';
import type { Playbook } from './playbook.ts';
import type { LineOf } from './reading.ts';

const parse = (data: unknown, lineOf?: LineOf): Playbook =>
  parsePlaybook(data, { ...CONTEXT, ...(lineOf && { lineOf }) });

const play = (hosts: string, ...tasks: readonly unknown[]): object => ({ hosts, tasks });
const say = { name: 'Say', debug: { msg: 'x' } };
const refuses = (data: unknown, ...messages: readonly string[]): void => {
  assert.throws(() => parse(data), { code: 'PLAYBOOK_INVALID', message: messages.join('\n') });
};

describe('a playbook', () => {
  it('is a list of plays, whose tasks have keys of their own', () => {
    const { plays } = parse([play('a', say, say), play('b', say)]);
    assert.deepEqual(
      plays.map(({ hosts, tasks }) => [hosts, tasks.map(({ key, play }) => [key, play])]),
      [
        [
          'a',
          [
            ['tasks/say', 0],
            ['tasks/say-2', 0],
          ],
        ],
        ['b', [['tasks/say-3', 1]]],
      ],
    );
  });

  it('is refused where it is no such list', () => {
    const shape = 'p.yml: a playbook is a list of plays: `- name: …`, hosts and tasks below it';
    for (const data of [null, undefined, 'x', {}, []]) refuses(data, shape);
    const one = 'a play is a mapping: `- name: …`, hosts and tasks below it';
    refuses([null, []], `p.yml: 0: ${one}`, `p.yml: 1: ${one}`);
  });

  it('is refused with all that is wrong in it', () => {
    refuses(
      [play('a', { shel: 'x' }), { tasks: [] }],
      'p.yml: 0.tasks.0.shel: shel is no key of a task here. Did you mean "shell"?',
      'p.yml: 1.hosts: hosts must be a pattern, like `all` or `web:!web3`',
    );
  });

  it('is refused with line and column, by the nearest place that has one', () => {
    const lineOf: LineOf = (path) =>
      path.length === 3 || path.length === 0 ? { line: path.length + 1, column: 7 } : undefined;
    const says =
      'the task has no module: write one like `command: uptime` or `stem.staging.swap_off:`';
    assert.throws(() => parse([play('a', { name: 'N' })], lineOf), {
      message: `p.yml:4:7: ${says}`,
    });
    assert.throws(() => parse(5, lineOf), { message: /^p\.yml:1:7: a playbook is/ });
  });
});
