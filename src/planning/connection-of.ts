import { hopsOf, placeOf, withNewSystem, type Connection } from '../model/connection.ts';
import { StemError } from '../model/errors.ts';
import type { Vars } from '../model/params.ts';
import type { Host } from '../model/session.ts';
import { becomeOf } from './become-of.ts';
import { isSet, truth, whole, type VarReader } from './connection-vars.ts';
import type { ConnectionDefaults } from './connection-defaults.ts';
import { endpointOf } from './endpoint.ts';

/** How to reach a host, from its vars. Names every wrong one at once. @throws StemError VARS_INVALID */
export function connectionOf(name: string, vars: Vars, defaults: ConnectionDefaults): Connection {
  const reader: VarReader = { vars, problems: [] };
  refuseUnsupported(reader);
  const endpoint = endpointOf({ name, reader, jumps: null, path: [], file: null }, defaults);
  const connection = { ...endpoint, become: becomeOf(reader, endpoint.user) };
  const port = whole(reader, ['stem_new_port'], 65_535);
  if (reader.problems.length === 0)
    return port === undefined ? connection : withNewSystem(connection, port);
  throw new StemError(`${name}: ${reader.problems.join('; ')}`, {
    code: 'VARS_INVALID',
    hint: 'Change these vars in the inventory, or the file that is named.',
  });
}

/** The host as the scheduler sees it: `site` bounds how many of a site go at once. @throws StemError VARS_INVALID */
export function hostOf(name: string, vars: Vars, connection?: Connection): Host {
  const site = vars['site'] ?? 'default';
  const hops = connection === undefined ? [] : hopsOf(connection).map(placeOf);
  const jumps = hops.length === 0 ? {} : { jumps: hops };
  if (typeof site === 'number' || (typeof site === 'string' && site !== ''))
    return { name, site: String(site), ...jumps };
  throw new StemError(`${name}: site must be a text`, {
    code: 'VARS_INVALID',
    hint: 'Write site=NAME in the inventory.',
  });
}

const UNSUPPORTED = [
  'ansible_sftp_extra_args',
  'ansible_scp_extra_args',
  'ansible_ssh_executable',
  'ansible_ssh_pkcs11_provider',
];
const CONNECTIONS = ['ssh', 'smart', 'paramiko', 'paramiko_ssh', 'ansible.builtin.ssh'];
const CHECKS = ['ansible_host_key_checking', 'ansible_ssh_host_key_checking'];

/** Whoever sets these relies on them: to go on without would reach another device, or trust a wrong one. */
function refuseUnsupported({ vars, problems }: VarReader): void {
  for (const name of UNSUPPORTED)
    if (isSet(vars[name])) problems.push(`${name} is not supported: take it out`);
  const connection = vars['ansible_connection'];
  if (connection !== undefined && !CONNECTIONS.some((name) => name === connection))
    problems.push('ansible_connection must be ssh');
  for (const name of CHECKS)
    if (vars[name] !== undefined && truth(vars[name]) !== true)
      problems.push(`${name} can't be switched off: put the key into known_hosts or stem_host_key`);
}
