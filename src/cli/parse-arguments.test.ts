import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Args } from './args.ts';
import type { CliCommand } from './command.ts';
import { parseArguments } from './parse-arguments.ts';

const command = (usage: string, more: Partial<CliCommand> = {}): CliCommand => ({
  usage,
  describe: `does ${usage}`,
  options: {
    inventory: { type: 'text', alias: 'i', describe: 'a file' },
    forks: { type: 'number', describe: 'a number' },
    'extra-vars': { type: 'list', alias: 'e', describe: 'vars' },
    'dry-run': { type: 'flag', describe: 'a flag' },
  },
  run: () => Promise.resolve(0),
  ...more,
});
const COMMANDS = [command('apply'), command('exec <pattern>'), command('ping')];
const parse = (...argv: readonly string[]): ReturnType<typeof parseArguments> =>
  parseArguments(argv, COMMANDS, { version: '1.2.3', width: 80 });
const args = (...argv: readonly string[]): Args => {
  const parsed = parse(...argv);
  assert.equal(parsed.kind, 'run');
  return parsed.args;
};
const refused = (message: string, hint: string, ...argv: readonly string[]): void => {
  assert.throws(() => parse(...argv), { code: 'USAGE', message, hint });
};
const OF_APPLY = 'Run `stem-remote help apply` for its options.';
const OF_PING = 'Run `stem-remote help ping` for its options.';
const HINT = 'Run `stem-remote COMMAND --help` for the options of a command.';

describe('the command line', () => {
  it('reads options, their short forms, and words behind --', () => {
    const seen = args('exec', 'web*', '-i', 'f.ini', '--dry-run', '--', 'uname', '-r');
    assert.equal(seen.text('pattern'), 'web*');
    assert.equal(seen.text('inventory'), 'f.ini');
    assert.equal(seen.flag('dry-run'), true);
    assert.deepEqual(seen.words, ['uname', '-r']);
  });

  it('takes each -e alone, and leaves digits and dots as they are', () => {
    const seen = args('apply', '-e', 'a.b=1', '-e', 'c=007', '--inventory=0123');
    assert.deepEqual(seen.list('extra-vars'), ['a.b=1', 'c=007']);
    assert.equal(seen.text('inventory'), '0123');
    assert.deepEqual(args('apply').list('extra-vars'), []);
  });

  it('reads whole numbers, and nothing else for one', () => {
    assert.equal(args('apply', '--forks', '12').number('forks', 1), 12);
    for (const text of ['0', '-1', 'many', '1.5', '1e3'])
      assert.throws(() => args('apply', `--forks=${text}`).number('forks', 1), {
        code: 'USAGE',
        message: `--forks must be a whole number of at least 1, not "${text}"`,
      });
  });

  it('refuses an option given twice, or empty', () => {
    assert.throws(() => args('apply', '-i', 'a', '-i', 'b').text('inventory'), {
      code: 'USAGE',
      message: '--inventory is given more than once',
    });
    assert.throws(() => args('apply', '-i', '').text('inventory'), { code: 'USAGE' });
  });

  it('suggests what was meant', () => {
    refused('there is no option --fork. Did you mean "--forks"?', OF_APPLY, 'apply', '--fork', '3');
    refused('there is no option --zzzzz', OF_APPLY, 'apply', '--zzzzz');
    refused('there is no command aply. Did you mean "apply"?', 'Run `stem-remote --help`.', 'aply');
    refused('"more" is one word too many', OF_PING, 'ping', 'more');
  });

  it('says what to write in place of what Ansible takes', () => {
    refused('"a.yml" is one word too many', 'Write `--playbook a.yml`.', 'apply', 'a.yml');
    refused(
      'there is no option --syntax-check',
      'Say `stem-remote lint PLAYBOOK`.',
      'apply',
      '--syntax-check',
    );
    refused(
      'there is no command playbook',
      'Say `stem-remote apply -i FILE --playbook PLAYBOOK`.',
      'playbook',
      'a.yml',
    );
  });
});

describe('a command line with a mistake', () => {
  it('suggests what was meant, in every place', () => {
    refused('there is no option --forsk. Did you mean "--forks"?', OF_APPLY, 'apply', '--forsk=3');
    refused(
      'there is no option --dry-rum. Did you mean "--dry-run"?',
      OF_APPLY,
      'apply',
      '--dry-rum',
    );
    refused(
      'there is no option --colour. Did you mean "--color"?',
      OF_APPLY,
      'apply',
      '--colour',
      'x',
    );
    refused('there is no option -x', OF_APPLY, 'apply', '-x');
    refused(
      '--color can\'t be "alway". Did you mean "always"?',
      'Say one of auto, always, never.',
      ...['apply', '--color', 'alway'],
    );
    refused(
      'there is no command exce. Did you mean "exec"?',
      'Run `stem-remote --help`.',
      ...['exce', '--help'],
    );
    refused('there is no command', HINT);
  });

  it('needs the pattern of a command, and the value of an option', () => {
    refused(
      'a word is missing: stem-remote exec <pattern>',
      'Run `stem-remote help exec` for examples.',
      ...['exec'],
    );
    refused('not enough arguments following: forks', OF_APPLY, 'apply', '--forks');
  });

  it('shows help and version as text', () => {
    const help = parse('apply', '--help');
    assert.match(help.kind === 'text' ? help.text : '', /does apply[\s\S]*--forks/);
    assert.deepEqual(parse('-h', 'apply'), help);
    const all = parse('--help');
    assert.match(all.kind === 'text' ? all.text : '', /^ {2}apply {2}does apply$/m);
    assert.equal(args('exec', 'web', '--', 'ls', '-h').words[1], '-h');
    assert.deepEqual(parse('--version'), { kind: 'text', text: '1.2.3' });
  });
});
