import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Vars } from '../model/params.ts';
import { becomeOf } from './become-of.ts';

const problemsOf = (vars: Vars): readonly string[] => {
  const problems: string[] = [];
  becomeOf({ vars, problems }, 'pilot');
  return problems;
};

it('root is become by sudo, or by su with the password of root', () => {
  const of = (vars: Vars): readonly (string | undefined)[] => {
    const become = becomeOf({ vars, problems: [] }, 'pilot');
    return [become.method, become.method === 'none' ? undefined : become.password?.reveal()];
  };
  assert.deepEqual(of({}), ['sudo', undefined]);
  assert.deepEqual(of({ ansible_sudo_pass: 'a', ansible_su_pass: 'b' }), ['sudo', 'a']);
  const su = { ansible_become_method: 'su' };
  assert.deepEqual(of({ ...su, ansible_sudo_pass: 'a', ansible_su_pass: 'b' }), ['su', 'b']);
  assert.deepEqual(of({ ...su, ansible_become_password: 'c' }), ['su', 'c']);
});

it('what would be passed over in silence is refused', () => {
  assert.deepEqual(problemsOf({ ansible_become_exe: '/opt/sudo', ansible_become_flags: '-n' }), [
    'ansible_become_exe is not supported: take it out',
    'ansible_become_flags is not supported: take it out',
  ]);
  assert.deepEqual(problemsOf({ ansible_become_method: 'doas' }), [
    'ansible_become_method must be sudo or su',
  ]);
});
