import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyLoader } from '../../../test/fakes/playbook-loader.ts';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { moduleArgs, readModuleArgs, type Given } from './module-args.ts';

const readArgs = (name: string, value: unknown, more?: unknown): readonly [Vars, ...string[]] => {
  const { loader, said } = toyLoader();
  return [readModuleArgs(loader, { name, value, more }, [1, name]), ...said];
};

describe('what a module is given', () => {
  it('is a mapping, with `args` over it', () => {
    assert.deepEqual(readArgs('copy', { src: 'a', mode: 420 }, { mode: '0600' }), [
      { src: 'a', mode: '0600' },
    ]);
    assert.deepEqual(readArgs('setup', null), [{}]);
  });

  it('may be one line', () => {
    assert.deepEqual(readArgs('copy', 'src=a dest=/b'), [{ src: 'a', dest: '/b' }]);
    assert.deepEqual(readArgs('shell', 'echo a=b creates=/x', { chdir: '/y' }), [
      { _raw_params: 'echo a=b', creates: '/x', chdir: '/y' },
    ]);
    assert.deepEqual(readArgs('command', 5), [{ _raw_params: '5' }]);
  });

  it('is refused where it can not be read', () => {
    assert.deepEqual(readArgs('shell', 'echo "x'), [
      {},
      '1.shell: shell: a quote or a template is not closed',
    ]);
    assert.deepEqual(readArgs('debug', 'hello'), [
      {},
      '1.debug: debug: write its arguments as a mapping, or as `name=value`: "hello" is neither',
    ]);
    assert.deepEqual(readArgs('copy', ['x'])[1], '1.copy: write a mapping of names and values');
    assert.deepEqual(readArgs('copy', {}, 5)[1], '1.args: write a mapping of names and values');
  });
});

describe('the arguments of a module on a host', () => {
  const argsOf = (given: Partial<Given>, vars: Vars = {}): Vars => {
    const { loader } = toyLoader();
    const all = { name: 'command', args: {}, undo: null, inherited: {}, ...given };
    return moduleArgs(loader, all)(vars);
  };

  it('are rendered, and nothing of the host but what they name', () => {
    const args = { _raw_params: 'echo {{ a }}', chdir: '/x' };
    assert.deepEqual(argsOf({ args }, { a: 'b', mode: 'host' }), {
      ...{ _raw_params: 'echo b', chdir: '/x', stem_become: false },
    });
  });

  it('lack what is omitted, in mappings as well', () => {
    const args = { creates: '{{ x | default(omit) }}', more: { a: '{{ omit }}', b: 1 } };
    assert.deepEqual(argsOf({ args }), { more: { b: 1 }, stem_become: false });
  });

  it('say whether the module acts as root: the var wins over the playbook', () => {
    const becomes = (become: boolean | string | undefined, vars: Vars): unknown =>
      argsOf({ inherited: become === undefined ? {} : { become } }, vars)['stem_become'];
    assert.deepEqual(
      [becomes(true, {}), becomes(true, { ansible_become: 'no' }), becomes(undefined, {})],
      [true, false, false],
    );
    assert.equal(becomes('{{ a }}', { a: 'yes' }), true);
    assert.throws(() => becomes('{{ a }}', { a: 'perhaps' }), {
      code: 'VARS_INVALID',
      message: 'become must be true or false',
    });
  });

  it('carry the text of the undo, in which a secret stays one', () => {
    const vars = { a: 'b', ansible_password: new Secret('s3cret') };
    assert.deepEqual(argsOf({ undo: ['rm {{ a }}'] }, vars)['stem_undo'], ['rm b']);
    const many = argsOf({ undo: ['rm {{ a }}', 'x {{ ansible_password }}'] }, vars)['stem_undo'];
    assert.equal(Array.isArray(many) && many.map(String).join(''), 'set -e\nrm b\nx [secret]');
  });
});
