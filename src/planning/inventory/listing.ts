import { childOf, isFalsy, keyText, type YamlMap, type YamlNode } from '../yaml/node.ts';
import { addGroup, addHost, addMember, setVariable, type Draft } from './draft.ts';
import { LineProblem } from './problem.ts';
import { groupWarnings, type Warn } from './warnings.ts';
import { varOf, type OpenVault } from './yaml-vars.ts';

interface Reading {
  readonly draft: Draft;
  readonly warn: Warn;
  readonly openVault: OpenVault;
  /** What `--host NAME` prints. Asked for only where `--list` has no `_meta` with `hostvars`. */
  readonly varsOfHost: (name: string) => YamlNode | null;
}

const HINT =
  "Look at the script's `--list`: {GROUP: {hosts: [], vars: {}, children: []}, _meta: {hostvars: {}}}.";

/** Reads what an executable inventory prints for `--list` into a draft, as Ansible's script plugin does. @throws LineProblem */
export function readListing(reading: Reading, root: YamlNode): void {
  if (root.kind !== 'map') throw problem('the script prints no JSON object', root);
  const hosts = new Set<string>();
  let meta: YamlNode | null = null;
  for (const { key, value } of root.entries) {
    const name = keyText(key);
    if (name === '_meta') meta = hostvarsIn(value);
    else readGroup(reading, hosts, { name, data: value });
  }
  for (const host of hosts)
    setVars(reading, host, meta === null ? reading.varsOfHost(host) : of(meta, host));
}

const problem = (because: string, { line }: YamlNode): LineProblem =>
  new LineProblem(because, HINT, line);

function hostvarsIn(meta: YamlNode): YamlNode | null {
  if (meta.kind === 'map') return childOf(meta, 'hostvars') ?? null;
  if (meta.kind === 'list') return null;
  throw problem('_meta is no object', meta);
}

function of(meta: YamlNode, host: string): YamlNode | null {
  if (meta.kind === 'map') return childOf(meta, host) ?? null;
  throw problem('hostvars is no object', meta);
}

interface Group {
  readonly name: string;
  readonly data: YamlNode;
}

/** A list is the group's hosts. An object without hosts, vars and children is the vars of a host with the group's name. */
function readGroup(reading: Reading, hosts: Set<string>, { name, data }: Group): void {
  const { draft } = reading;
  declare(reading, name, data);
  if (data.kind !== 'map') {
    addHosts(reading, name, data).forEach((host) => hosts.add(host));
    return;
  }
  const members = childOf(data, 'hosts');
  const vars = childOf(data, 'vars');
  const children = childOf(data, 'children');
  if (members === undefined && vars === undefined && children === undefined) {
    hosts.add(name);
    addHost(draft, name, { group: name, port: 0 });
    setGroupVars(reading, name, data);
    return;
  }
  if (members !== undefined) addHosts(reading, name, members).forEach((host) => hosts.add(host));
  if (vars !== undefined) setGroupVars(reading, name, vars);
  if (children !== undefined) addChildren(draft, name, children);
}

function declare({ draft, warn }: Reading, name: string, data: YamlNode): void {
  if (name === '') throw problem('the name of a group is empty', data);
  if (!draft.groups.has(name)) for (const says of groupWarnings(name)) warn(says, data.line);
  addGroup(draft, name);
}

function addHosts({ draft }: Reading, group: string, data: YamlNode): readonly string[] {
  if (data.kind !== 'list') throw problem(`the hosts of ${group} are no list`, data);
  return data.items.map((item) => {
    const name = item.kind === 'scalar' ? item.value : null;
    if (typeof name !== 'string' || name === '')
      throw problem(`a host of ${group} has no text for a name`, item);
    addHost(draft, name, { group, port: 0 });
    return name;
  });
}

function setGroupVars(reading: Reading, group: string, data: YamlNode): void {
  if (data.kind !== 'map') throw problem(`the vars of ${group} are no object`, data);
  setAll(reading, group, data);
}

function setVars(reading: Reading, host: string, data: YamlNode | null): void {
  if (data === null) return;
  if (data.kind !== 'map') throw problem(`the vars of ${host} are no object`, data);
  setAll(reading, host, data);
}

function setAll(reading: Reading, owner: string, { entries }: YamlMap): void {
  for (const entry of entries) setVariable(reading.draft, owner, [...varOf(entry, reading)]);
}

function addChildren(draft: Draft, group: string, data: YamlNode): void {
  if (data.kind !== 'list' && data.kind !== 'map')
    throw problem(`the children of ${group} are no list`, data);
  const names = data.kind === 'list' ? data.items : data.entries.map(({ key }) => key);
  for (const each of names) {
    if (each.kind !== 'scalar' || typeof each.value !== 'string' || isFalsy(each))
      throw problem(`a child of ${group} has no text for a name`, each);
    addGroup(draft, each.value);
    addMember(draft, group, each.value);
  }
}
