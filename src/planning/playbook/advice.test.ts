import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesIn } from '../../templating/names.ts';
import { adviceOn, type AdviceContext } from './advice.ts';

const HOSTS = [
  { host: 'a', has: (name: string) => ['color', 'size'].includes(name) },
  { host: 'b', has: (name: string) => name === 'color' },
];

const advice = (play: object, more: Partial<AdviceContext> = {}): readonly string[] =>
  adviceOn([{ hosts: 'web', ...play }], {
    ...{ namesIn, known: ['said'], otherTexts: [], hosts: () => HOSTS },
    ...more,
  }).map(({ path, says }) => `${path.join('.')}: ${says}`);
const tasks = (...all: readonly object[]): object => ({ tasks: all });

describe('advice on vars', () => {
  it('is given where nothing defines one, once, or not for every host', () => {
    const [first, second] = [{ shell: 'echo {{ nope }}' }, { shell: 'x', when: 'nope' }];
    assert.deepEqual(advice(tasks(first, second)), ['0.tasks.0.shell: nothing defines nope']);
    assert.deepEqual(advice(tasks({ shell: 'x', when: ['color == size'] })), [
      '0.tasks.0.when.0: size is not defined for b',
    ]);
  });

  it('knows what playbook, files, command line and Ansible bring, and what is asked for', () => {
    const play = {
      vars: { mine: '{{ color }}' },
      tasks: [
        { set_fact: { made: 1 } },
        { command: 'x', register: 'r', vars: { own: 1 } },
        { debug: { var: 'r' }, loop: [1], loop_control: { loop_var: 'each', index_var: 'no' } },
        { shell: '{{ mine }} {{ made }} {{ own }} {{ each }} {{ no }} {{ said }} {{ item }}' },
        { shell: '{{ ansible_host }} {{ groups }} {{ stem_disk }} {{ perhaps | default(1) }}' },
        { assert: { that: ['perhaps is defined', 'r.rc == 0'] } },
      ],
    };
    assert.deepEqual(advice(play), []);
  });

  it('asks the hosts of the play that reads it', () => {
    const plays = [
      { hosts: 'other', tasks: [{ shell: 'x' }] },
      { hosts: 'web', tasks: [{ shell: '{{ color }}' }] },
    ];
    const hosts: AdviceContext['hosts'] = (pattern) =>
      pattern === 'web' ? HOSTS : [{ host: 'c', has: () => false }];
    assert.deepEqual(adviceOn(plays, { namesIn, known: [], otherTexts: [], hosts }), []);
  });

  it('is not given without an inventory, nor where no host matches', () => {
    for (const hosts of [null, () => []])
      assert.deepEqual(advice(tasks({ shell: '{{ nope }}' }), { hosts }), []);
  });
});

describe('advice on the rest', () => {
  it('is given on results that nothing reads', () => {
    const registers = { command: 'x', register: 'r' };
    const says = '0.tasks.0.register: nothing reads r, which is registered here: take it out';
    assert.deepEqual(advice(tasks(registers)), [says]);
    assert.deepEqual(advice(tasks(registers), { otherTexts: ['{{ r.rc }}'] }), []);
    assert.deepEqual(advice(tasks({ ...registers, until: 'r.rc == 0' })), []);
  });

  it('is given on handlers that nothing notifies', () => {
    const handlers = [
      { name: 'h', shell: 'x' },
      { listen: 'topic', shell: 'x' },
    ];
    assert.deepEqual(advice({ ...tasks({ shell: 'x', notify: ['topic'] }), handlers }), [
      '0.handlers.0: nothing notifies the handler h',
    ]);
    const block = {
      block: [
        { shell: 'x', notify: 'h' },
        { shell: 'x', notify: 'topic' },
      ],
    };
    assert.deepEqual(advice({ ...tasks(block), handlers }), []);
  });

  it('is given on check_mode: false', () => {
    assert.deepEqual(advice(tasks({ shell: 'x', check_mode: false })), [
      '0.tasks.0.check_mode: check_mode: false has no effect: Ansible runs such a task in check mode, `plan` runs nothing ever',
    ]);
    assert.deepEqual(advice(tasks({ shell: 'x', check_mode: true })), []);
  });
});
