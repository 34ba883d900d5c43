import assert from 'node:assert/strict';
import { isSecretName } from '../../src/planning/inventory/secret-vars.ts';
import type { Json } from '../../src/model/json.ts';
import type { Answer, Ansible, Matched, Question } from './ansible.ts';
import { matcher, runOurs, type Ran } from './ours.ts';

const BAD_INPUT = 65;
const NO_HOST = 66;
/** Asks both, and compares everything that they say. */
export async function compare(ansible: Ansible, question: Question): Promise<'same' | 'refused'> {
  const root = question.cwd.replace(/\/p$/, '');
  const theirs = await ansible.ask(question);
  const sources = question.sources.flatMap((source) => ['-i', source]);
  const list = await runOurs([...sources, '--list'], question.cwd);
  if ('error' in theirs) {
    assert.equal(list.code, BAD_INPUT, `Ansible refuses it: ${theirs.error}\nwe print ${list.out}`);
    assert.ok(list.error.includes(root), `no file is named: ${list.error}`);
    return 'refused';
  }
  assert.equal(list.code, 0, `Ansible takes it, we say: ${list.error}`);
  if (theirs.list !== null)
    assert.deepEqual(withoutSecrets(JSON.parse(list.out) as Json), withoutSecrets(theirs.list));
  const graph = await runOurs([...sources, '--graph'], question.cwd);
  assert.equal(graph.out, theirs.graph);
  const match = matcher(question.sources, question.cwd);
  for (const pattern of question.patterns) {
    const ours = match(pattern);
    const matched = theirs.hosts[pattern];
    assert.ok(matched, `Ansible was not asked for ${pattern}`);
    comparePattern({ pattern, matched, ours, hasOrder: hasOrder(theirs) });
  }
  return 'same';
}

/** Ansible shows the passwords that we mask, as numbers where they look like one. */
function withoutSecrets(list: Json): Json {
  const text = JSON.stringify(list, (key, value: unknown) =>
    isSecretName(key) ? '[secret]' : value,
  );
  return JSON.parse(text) as Json;
}

interface PatternCase {
  readonly pattern: string;
  readonly matched: Matched;
  readonly ours: Ran;
  readonly hasOrder: boolean;
}

/** Where Ansible goes on with nobody, or warns of a name that it doesn't know, we stop. */
function comparePattern({ pattern, matched, ours, hasOrder: isOrdered }: PatternCase): void {
  const about = `pattern ${JSON.stringify(pattern)}: we say ${ours.error}, Ansible ${JSON.stringify(matched)}`;
  if (ours.code === 0) {
    assert.ok(!('error' in matched), about);
    assert.deepEqual(matched.warnings.filter(isUnknown), [], about);
    const names = ours.out.split('\n');
    assert.deepEqual(
      isOrdered ? names : names.sort(),
      isOrdered ? matched.names : matched.names.toSorted(),
      about,
    );
    return;
  }
  if (ours.code === BAD_INPUT) {
    assert.match(
      ours.error,
      /is no regular expression|need a name behind them|names a file/,
      about,
    );
    return;
  }
  assert.equal(ours.code, NO_HOST, about);
  const isBlank = /^[\s,:]*$/.test(pattern);
  const isEmpty =
    'error' in matched ||
    matched.names.length === 0 ||
    matched.warnings.some(isUnknown) ||
    ours.error.includes('out of range') ||
    matched.names.some((name) => /^(?:localhost|127\.0\.0\.1|::1)$/.test(name));
  assert.ok(isBlank || isEmpty, about);
}

const isUnknown = (warning: string): boolean =>
  warning.startsWith('Could not match supplied host pattern');

/**
 * Ansible walks the groups of a level in the order of their addresses in memory. So an order can be compared where no level
 * below a group has two groups with children.
 */
function hasOrder(answer: Exclude<Answer, { error: string }>): boolean {
  const children = childrenIn(answer.graph);
  return [...children.keys()].every((top) => {
    let level: readonly string[] = children.get(top) ?? [];
    while (level.length > 0) {
      const parents = new Set(level.filter((name) => (children.get(name) ?? []).length > 0));
      if (parents.size > 1) return false;
      level = level.flatMap((name) => children.get(name) ?? []);
    }
    return true;
  });
}

/** Of each group in `--graph`. */
function childrenIn(graph: string): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, Set<string>>();
  const path: string[] = [];
  for (const line of graph.split('\n')) {
    const [, bars = '', name] = /^((?: {2}\|)*)(?:--)?@(.*):$/.exec(line) ?? [];
    if (name === undefined) continue;
    const depth = bars.length / 3;
    path.length = depth;
    const parent = path[depth - 1];
    if (parent !== undefined) children.get(parent)?.add(name);
    path.push(name);
    if (!children.has(name)) children.set(name, new Set());
  }
  return new Map([...children].map(([name, set]) => [name, [...set]]));
}
