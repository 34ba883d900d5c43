import type { Json } from '../../model/json.ts';
import { addChild, addGroup, addHost, finishDraft, newDraft, setVariable } from './draft.ts';
import type { Draft } from './draft.ts';
import { readPattern, type Named } from './host-pattern.ts';
import type { Inventory } from './inventory.ts';
import { LINE_END, LineProblem, located } from './problem.ts';
import { evalLiteral } from './python-literal.ts';
import { asValue } from './secret-vars.ts';
import { splitWords } from './split-words.ts';
import {
  groupWarnings,
  hostLineWarnings,
  nameWarnings,
  valueWarnings,
  type Warn,
} from './warnings.ts';

type Kind = 'hosts' | 'children' | 'vars';

/** A group that was used before it was declared. */
interface Pending {
  readonly line: number;
  readonly kind: 'children' | 'vars';
  readonly parents: string[];
}

interface Reading {
  readonly draft: Draft;
  readonly pending: Map<string, Pending>;
  readonly warn: (says: string) => void;
  section: { readonly name: string; readonly kind: Kind };
  line: number;
}

/** Blanks as Python has them. */
const BLANKS = String.raw`[\s\x1c-\x1f\x85]`;
const AROUND = new RegExp(`^(?!\\ufeff)${BLANKS}+|${BLANKS}+$`, 'g');

const strip = (text: string): string => text.replace(AROUND, '');

/** Reads one INI inventory as ansible-core 2.14 does. `from` names the file in errors. @throws StemError INVENTORY_INVALID */
export function parseInventory(text: string, from: string): Inventory {
  const draft = newDraft();
  const warnings: string[] = [];
  return located(
    () => {
      readIni(draft, text, (says, line) => warnings.push(`${from}:${String(line)}: ${says}`));
      return finishDraft(draft, [...warnings, ...nameWarnings(draft, from)]);
    },
    { file: from, text },
  );
}

/** Reads INI into a draft that may hold other files already. @throws LineProblem */
export function readIni(draft: Draft, text: string, warn: Warn): void {
  const reading: Reading = {
    draft,
    pending: new Map(),
    warn: (says) => {
      warn(says, reading.line);
    },
    section: { name: 'ungrouped', kind: 'hosts' },
    line: 0,
  };
  for (const raw of text.split(LINE_END)) {
    reading.line += 1;
    const line = strip(raw);
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    atLine(reading.line, () => {
      readLine(reading, line);
    });
  }
  for (const [name, pending] of reading.pending)
    atLine(pending.line, () => refusePending(name, pending));
}

function atLine(line: number, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw error instanceof LineProblem ? new LineProblem(error.message, error.hint, line) : error;
  }
}

const SECTION = /^\[([^:\]\s]+)(?::([\p{L}\p{N}_]+))?\]\s*(?:#.*)?$/u;
const CHILD = /^([^:\]\s]+)\s*(?:#.*)?$/;

function readLine(reading: Reading, line: string): void {
  const section = SECTION.exec(line);
  if (section !== null) {
    const [, name = '', kind = 'hosts'] = section;
    openSection(reading, name, kind);
    return;
  }
  if (line.startsWith('[') && line.endsWith(']'))
    throw new LineProblem(
      'this is no section',
      'Write [NAME], [NAME:children] or [NAME:vars], without blanks in it.',
    );
  switch (reading.section.kind) {
    case 'hosts':
      readHostLine(reading, line);
      return;
    case 'vars':
      readVariable(reading, line);
      return;
    case 'children':
      readChild(reading, line);
  }
}

const isKind = (text: string): text is Kind =>
  text === 'hosts' || text === 'children' || text === 'vars';

function openSection(reading: Reading, name: string, kind: string): void {
  const { draft, pending, line } = reading;
  if (!isKind(kind))
    throw new LineProblem(
      `[${name}:${kind}] is no kind of section`,
      `Write [${name}], [${name}:children] or [${name}:vars].`,
    );
  reading.section = { name, kind };
  if (!draft.groups.has(name)) {
    if (kind === 'vars' && !pending.has(name)) pending.set(name, { line, kind, parents: [] });
    for (const warning of groupWarnings(name)) reading.warn(warning);
    addGroup(draft, name);
  }
  if (kind === 'vars') return;
  const waiting = pending.get(name);
  if (waiting?.kind === 'children') addPendingChildren(reading, name, waiting);
  else pending.delete(name);
}

/** The group is declared at last: it goes below those that named it, and these below theirs. */
function addPendingChildren(reading: Reading, name: string, waiting: Pending): void {
  const { draft, pending } = reading;
  for (const parent of waiting.parents) {
    addChild(draft, parent, name);
    const above = pending.get(parent);
    if (above?.kind === 'children') addPendingChildren(reading, parent, above);
  }
  pending.delete(name);
}

function readChild({ draft, pending, section, line: at }: Reading, line: string): void {
  const name = CHILD.exec(line)?.[1];
  if (name === undefined)
    throw new LineProblem('this is no name of a group', 'Write one group a line.');
  if (draft.groups.has(name)) {
    addChild(draft, section.name, name);
    return;
  }
  const waiting = pending.get(name);
  if (waiting === undefined)
    pending.set(name, { line: at, kind: 'children', parents: [section.name] });
  else waiting.parents.push(section.name);
}

function refusePending(name: string, { kind, parents }: Pending): never {
  throw new LineProblem(
    kind === 'vars'
      ? `[${name}:vars] is about a group that nothing declares`
      : `[${parents.at(-1) ?? ''}:children] names the group ${name}, which nothing declares`,
    `Write a section [${name}] or [${name}:children], or take the name out.`,
  );
}

function readVariable(reading: Reading, line: string): void {
  const at = line.indexOf('=');
  if (at < 0)
    throw new LineProblem(
      `[${reading.section.name}:vars] holds name=value pairs, this is none`,
      'Write NAME=VALUE, or open another section before it.',
    );
  const name = strip(line.slice(0, at));
  const written = strip(line.slice(at + 1));
  set(reading, [reading.section.name], { name, written, isHostLine: false });
}

function readHostLine(reading: Reading, line: string): void {
  const { words, cut } = splitWords(line);
  const [pattern = '', ...pairs] = words;
  const { names, port } = readNames(pattern);
  for (const warning of hostLineWarnings({ pattern, names, port, cut })) reading.warn(warning);
  const at = { group: reading.section.name, port: port ?? 0 };
  for (const name of names) addHost(reading.draft, name, at);
  for (const pair of pairs) {
    const middle = pair.indexOf('=');
    if (middle < 0)
      throw new LineProblem(
        'behind the name of a host only NAME=VALUE may stand',
        'Quote a value with blanks in it: NAME="a b".',
      );
    const name = pair.slice(0, middle);
    set(reading, names, { name, written: pair.slice(middle + 1), isHostLine: true });
  }
}

/** The names of a host line, and two checks that only INI has. */
function readNames(pattern: string): Named {
  const named = readPattern(pattern);
  if (named.port === null && strip(pattern).endsWith(':'))
    throw new LineProblem('a colon needs a port behind it', 'Write HOST:PORT, or leave it out.');
  if (named.names.some((name) => strip(name) === '---'))
    throw new LineProblem('--- begins a YAML file, not an INI inventory', 'Name it fleet.yml.');
  return named;
}

interface Assignment {
  readonly name: string;
  readonly written: string;
  readonly isHostLine: boolean;
}

function set(reading: Reading, owners: readonly string[], assignment: Assignment): void {
  const { name, written } = assignment;
  const literal: Json | undefined = evalLiteral(written);
  for (const warning of valueWarnings({ ...assignment, literal })) reading.warn(warning);
  const value = asValue(name, literal === undefined ? written : literal, written);
  for (const owner of owners) setVariable(reading.draft, owner, [name, value]);
}
