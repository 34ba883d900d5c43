import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STEPS } from '../../../test/fakes/playbook-loader.ts';
import { modulesOf, shortName, stepKey, unknownModule } from './module-names.ts';

describe('the names of modules', () => {
  it("are those of the generic steps, spelt as Ansible's", () => {
    const names = [...modulesOf(STEPS).keys()];
    assert.ok(names.includes('wait_for') && names.includes('copy'), names.join(' '));
    assert.ok(!names.includes('swap_off'), names.join(' '));
    assert.equal(modulesOf(STEPS).get('set_fact')?.id, 'generic/set-fact');
  });

  it('may be written in full', () => {
    assert.equal(shortName('ansible.builtin.copy'), 'copy');
    assert.equal(shortName('ansible.legacy.copy'), 'copy');
    assert.equal(shortName('community.general.copy'), 'community.general.copy');
  });

  it('are told apart from the steps of a migration', () => {
    assert.equal(stepKey('staging/swap-off-all'), 'stem.staging.swap_off_all');
  });
});

describe('a module that is not there', () => {
  const names = ['copy', 'command'];
  const cases: readonly (readonly [key: string, says: string | null])[] = [
    [
      'apt',
      'there is no module apt here: write `shell: apt-get -y install NAME` with `creates` or `changed_when`',
    ],
    [
      'ansible.builtin.service',
      'there is no module service here: write `command: service NAME restart`',
    ],
    [
      'ansible.builtin.comand',
      'there is no module ansible.builtin.comand here. Did you mean "command"?',
    ],
    [
      'community.general.ufw',
      'there is no module community.general.ufw here: write `shell:` or `command:`, which need no Python',
    ],
    ['coppy', null],
    ['toString', null],
  ];
  for (const [key, says] of cases)
    it(`${key}: ${says ?? 'may be a typo of a key'}`, () => {
      assert.equal(unknownModule(key, names), says);
    });
});
