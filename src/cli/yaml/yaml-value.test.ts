import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { yamlValue } from './yaml-value.ts';

const value = (text: string): unknown => yamlValue(text, 'f.yml', { code: 'PLAYBOOK_INVALID' });

describe('a value in YAML', () => {
  it('is what Ansible makes of it', () => {
    assert.deepEqual(value('- become: yes\n  mode: 0644\n  text: "0644"\n'), [
      { become: true, mode: 420, text: '0644' },
    ]);
    assert.equal(value('# nothing\n'), null);
  });

  it('is refused with file and line, under the code of whoever asks', () => {
    assert.throws(() => value('a: 1\nb: !odd x\n'), {
      code: 'PLAYBOOK_INVALID',
      message: 'f.yml:2: the tag !odd is not understood here',
      hint: 'Take the tag out.',
    });
    assert.throws(() => value('a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n'), {
      message: /^f\.yml:1: .*(?:vault|encrypted)/,
    });
  });
});
