import type { Become } from '../model/connection.ts';
import { isSet, secret, truth, type VarReader } from './connection-vars.ts';

const PASSWORDS = ['ansible_become_password', 'ansible_become_pass'];
const SUDO_PASSWORDS = ['ansible_sudo_pass', 'ansible_sudo_password'];
const SU_PASSWORDS = ['ansible_su_pass', 'ansible_su_password'];
const UNSUPPORTED = [
  'ansible_become_exe',
  'ansible_become_flags',
  ...['ansible_sudo_exe', 'ansible_sudo_flags', 'ansible_su_exe', 'ansible_su_flags'],
];

/** Nearly every step needs root: a user who is not root becomes it with sudo unless the inventory says otherwise. */
export function becomeOf(reader: VarReader, user: string): Become {
  const { vars, problems } = reader;
  const method = vars['ansible_become_method'] ?? 'sudo';
  const own = method === 'su' ? SU_PASSWORDS : SUDO_PASSWORDS;
  const password = secret(reader, [...PASSWORDS, ...own]);
  if (user === 'root') return { method: 'none' };
  const become = truth(vars['ansible_become'] ?? true);
  if (become === undefined) problems.push('ansible_become must be True or False');
  if (become === false)
    problems.push(`ansible_become is off, and ${user} is not root: set it to True`);
  refuseUnsupported(reader);
  return { method: method === 'su' ? 'su' : 'sudo', ...(password && { password }) };
}

function refuseUnsupported({ vars, problems }: VarReader): void {
  if (!['sudo', 'su'].some((method) => method === (vars['ansible_become_method'] ?? 'sudo')))
    problems.push('ansible_become_method must be sudo or su');
  if ((vars['ansible_become_user'] ?? 'root') !== 'root')
    problems.push('ansible_become_user must be root');
  for (const name of UNSUPPORTED)
    if (isSet(vars[name])) problems.push(`${name} is not supported: take it out`);
}
