import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AROUND, toyLoader } from '../../../test/fakes/playbook-loader.ts';
import type { Vars } from '../../model/params.ts';
import { masked, reveal, Secret } from '../../model/secret.ts';
import { createTemplating } from '../../templating/templating.ts';
import { exportsOf, readEnvironment } from './environment.ts';
import { within } from './inherited.ts';
import type { Environment } from './loader.ts';

const read = (value: unknown): readonly [Environment, ...string[]] => {
  const { loader, said } = toyLoader();
  return [readEnvironment(loader, value, [1, 'environment']), ...said];
};
const exported = (environment: Environment, vars: Vars = {}): string =>
  reveal(exportsOf(environment, vars, createTemplating()));

describe('the environment of a task', () => {
  it('is a mapping, a template, or a list of these', () => {
    assert.deepEqual(read({ A: 1, B: '{{ b }}' }), [[{ A: 1, B: '{{ b }}' }]]);
    assert.deepEqual(read(['{{ a }}', { B: 2 }]), [['{{ a }}', { B: 2 }]]);
    assert.deepEqual([read(undefined), read(null)], [[[]], [[]]]);
  });

  it('is refused where it is none of these, or has a name that no shell takes', () => {
    const says = 'environment must be a mapping, `NAME: value`, or a template that gives one';
    assert.deepEqual(read('A=1').slice(1), [`1.environment: ${says}`]);
    assert.deepEqual(read([{ A: 1 }, 5]).slice(1), [`1.environment.1: ${says}`]);
    assert.deepEqual(read({ 'A-B': 1 }).slice(1), [
      `1.environment.A-B: "A-B" can't be the name of a var`,
    ]);
    assert.match(read({ A: '{{ a' })[1] ?? '', /^1\.environment\.A: /);
  });

  it('has the values of the inner ones, as Python writes them', () => {
    const layers = [{ A: 'play', B: 'play', T: true, N: 7 }, '{{ more }}', { B: 'task', Z: null }];
    assert.equal(
      exported(layers, { more: { A: 'more' } }),
      "export A='more'\nexport B='task'\nexport T='True'\nexport N='7'\nexport Z='None'\n",
    );
    assert.equal(exported([]), '');
  });

  it('is rendered on each host, quoted, and keeps its secrets', () => {
    const secret = new Secret("it's $HOME");
    const content = exportsOf(
      [{ P: 'a {{ p }}', Q: "o'clock" }],
      { p: secret },
      createTemplating(),
    );
    assert.equal(
      reveal(content),
      String.raw`export P='a it'\''s $HOME'` + '\n' + String.raw`export Q='o'\''clock'` + '\n',
    );
    assert.doesNotMatch(masked(content), /HOME/);
  });

  it('fails the task where a value is no text, or a template gives no mapping', () => {
    assert.throws(() => exported([{ A: [1] }]), { message: 'environment: A must be a text' });
    assert.throws(() => exported([{ A: { b: 1 } }]), { message: 'environment: A must be a text' });
    assert.throws(() => exported(['{{ a }}'], { a: 'x' }), {
      message: 'environment must be a mapping, and is "x"',
    });
    assert.throws(() => exported(['{{ a }}'], { a: { 'A-B': 1 } }), {
      message: '"A-B" can\'t be the name of a variable of a shell\'s environment',
    });
    assert.throws(() => exported([{ A: '{{ no }}' }]), { code: 'TEMPLATE_FAILED' });
  });

  it('is that of its play and its blocks, and its own', () => {
    const { loader } = toyLoader();
    const play = within(loader, { value: { environment: { A: 'play' } }, at: [] }, AROUND);
    const task = within(loader, { value: { environment: { A: 'task' } }, at: [] }, play);
    assert.deepEqual(task.inherited.environment, [{ A: 'play' }, { A: 'task' }]);
    assert.equal(within(loader, { value: {}, at: [] }, play).inherited.environment?.length, 1);
  });
});
