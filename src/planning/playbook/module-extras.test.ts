import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyLoader } from '../../../test/fakes/playbook-loader.ts';
import type { Vars } from '../../model/params.ts';
import { moduleExtras, problemOfFile, problemOfThat } from './module-extras.ts';

const extrasOf = (name: string, args: Vars, vars: Vars = {}): Vars => {
  const { loader } = toyLoader();
  const extras = moduleExtras(loader, { name, args });
  return extras.resolve(extras.plain, vars);
};

describe('what only the controller knows of a module', () => {
  it('is the file that copy sends, unless it is one of the device', () => {
    assert.deepEqual(extrasOf('copy', { src: 'motd' }), {
      src: '/books/files/motd',
      stem_file: { bytes: 5, sha256: 'abc', text: 'hello' },
    });
    assert.deepEqual(extrasOf('copy', { src: 'motd', remote_src: 'yes' }), {});
    assert.deepEqual(extrasOf('copy', { content: 'x' }), {});
    assert.throws(() => extrasOf('copy', { src: 'none' }), { code: 'FILE_UNREADABLE' });
  });

  it('is the rendered text of a template', () => {
    const { content, src } = extrasOf('template', { src: 'motd.j2' }, { who: 'you' });
    assert.deepEqual([src, content], ['/books/templates/motd.j2', ['hello you']]);
  });

  it('is the script, and the words behind it', () => {
    const { src, _raw_params: rest } = extrasOf('script', { _raw_params: 'motd -a  b' });
    assert.deepEqual([src, rest], ['/books/files/motd', '-a  b']);
    assert.equal(extrasOf('script', { cmd: 'motd' })['_raw_params'], '');
  });

  it('is the answer to each assertion', () => {
    assert.deepEqual(extrasOf('assert', { that: ['a == 1', 'a == 2', true] }, { a: 1 }), {
      that: [
        { assertion: 'a == 1', evaluated_to: true },
        { assertion: 'a == 2', evaluated_to: false },
        { assertion: 'true', evaluated_to: true },
      ],
    });
    const { loader } = toyLoader();
    assert.deepEqual(
      moduleExtras(loader, { name: 'assert', args: { that: 'a', msg: 'm' } }).plain,
      {
        msg: 'm',
      },
    );
  });

  it('is the value of a var that debug shows', () => {
    assert.deepEqual(extrasOf('debug', { var: 'a' }, { a: [1] }), { stem_value: [1] });
    assert.deepEqual(extrasOf('debug', { var: 'a' }), { stem_value: 'VARIABLE IS NOT DEFINED!' });
    assert.deepEqual(extrasOf('debug', { msg: 'a' }), {});
  });

  it('is nothing for any other module', () => {
    assert.deepEqual(extrasOf('command', { src: 'motd' }), {});
  });
});

describe('a file that a task names', () => {
  const { loader } = toyLoader();
  const cases: readonly (readonly [name: string, args: Vars, problem: string | null])[] = [
    ['copy', { src: 'motd' }, null],
    ['copy', { src: 'logo.png' }, null],
    ['copy', { src: 'none' }, 'there is no file none'],
    ['copy', { src: '{{ a }}' }, null],
    ['copy', { src: 'none', remote_src: true }, null],
    ['template', { src: 'motd.j2' }, null],
    ['template', { src: 'logo.png' }, 'logo.png is no text'],
    ['script', { _raw_params: 'none x' }, 'there is no file none'],
    ['command', { src: 'none' }, null],
  ];
  for (const [name, args, problem] of cases)
    it(`${name} ${JSON.stringify(args)}: ${problem ?? 'is fine'}`, () => {
      assert.equal(problemOfFile(loader, { name, args }), problem);
    });
});

describe('an assertion', () => {
  const { loader } = toyLoader();
  it('is an expression, or a list of them', () => {
    assert.equal(problemOfThat(loader, ['a', true]), null);
    assert.equal(problemOfThat(loader, undefined), 'that: write an expression, or a list of them');
    assert.match(problemOfThat(loader, 'a ==') ?? '', /^that: /);
  });
});
