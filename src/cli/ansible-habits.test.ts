import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { insteadOfCommand, insteadOfOption, insteadOfWord } from './ansible-habits.ts';
import { COMMANDS } from './commands.ts';

describe('what an Ansible user types', () => {
  it('has an answer where there is another way here', () => {
    assert.equal(insteadOfOption('--syntax-check'), 'Say `stem-remote lint PLAYBOOK`.');
    assert.equal(insteadOfOption('--nonsense'), null);
    assert.match(insteadOfCommand('playbook') ?? '', /apply -i FILE --playbook/);
    assert.equal(insteadOfCommand('ansible-playbook'), insteadOfCommand('playbook'));
    assert.equal(insteadOfCommand('nonsense'), null);
  });

  it('may be a word that belongs to an option', () => {
    assert.equal(insteadOfWord('site.yml', 'apply'), 'Write `--playbook site.yml`.');
    assert.equal(insteadOfWord('web', 'plan'), 'Devices are chosen by `--limit web`.');
    assert.match(insteadOfWord('uptime', 'exec') ?? '', /exec PATTERN -- uptime/);
    assert.equal(insteadOfWord('uptime', 'ping'), null);
  });

  it('is no option that apply has by now', () => {
    const { options = {} } = COMMANDS.find(({ usage }) => usage.startsWith('apply')) ?? {};
    const own = Object.entries(options).flatMap(([name, { alias }]) => [
      `--${name}`,
      ...(alias === undefined ? [] : [`-${alias}`]),
    ]);
    assert.deepEqual(
      own.filter((option) => insteadOfOption(option) !== null),
      [],
    );
  });
});
