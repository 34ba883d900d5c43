import { isMapping, type Mapping, type YamlPath } from './reading.ts';

/** Something that is allowed, and perhaps not meant. */
export interface Advice {
  readonly path: YamlPath;
  readonly says: string;
}

export interface AdviceContext {
  readonly namesIn: (
    text: string,
    kind: 'template' | 'expression',
  ) => { readonly needed: readonly string[]; readonly guarded: readonly string[] };
  /** Vars that are there for every host: of files, and of the command line. */
  readonly known: readonly string[];
  /** Texts that read vars as well: templates in files. */
  readonly otherTexts: readonly string[];
  /** The vars of the hosts of a pattern; null where no inventory is given: then nobody can tell what is not defined. */
  readonly hosts: ((pattern: string) => readonly HostNames[]) | null;
}

export interface HostNames {
  readonly host: string;
  readonly has: (name: string) => boolean;
}

/** What is odd about a playbook that can be read. In the order of the file. */
export function adviceOn(data: unknown, context: AdviceContext): readonly Advice[] {
  const plays: readonly unknown[] = Array.isArray(data) ? data : [];
  const uses = usesIn(data, [], context);
  return [
    ...uses.registers.filter(({ says }) => !isUsed(says, uses, context)).map(unusedRegister),
    ...plays.flatMap((play, index) => (isMapping(play) ? silentHandlers(play, index) : [])),
    ...uses.realRuns.map((path) => ({ path, says: NO_REAL_RUN })),
    ...plays.flatMap((play, index) =>
      isMapping(play) ? undefinedIn(play, index, { uses, context }) : [],
    ),
  ];
}

const NO_REAL_RUN =
  'check_mode: false has no effect: Ansible runs such a task in check mode, `plan` runs nothing ever';

const unusedRegister = ({ path, says }: Advice): Advice => ({
  path,
  says: `nothing reads ${says}, which is registered here: take it out`,
});

interface Use {
  readonly name: string;
  readonly path: YamlPath;
}

interface Uses {
  readonly reads: Use[];
  readonly guarded: Set<string>;
  readonly defined: Set<string>;
  readonly registers: Advice[];
  readonly realRuns: YamlPath[];
  /** Every text, for names that stand where nobody expects them. */
  readonly texts: Use[];
}

const EXPRESSIONS = ['when', 'changed_when', 'failed_when', 'until', 'that'];

function usesIn(data: unknown, at: YamlPath, context: AdviceContext): Uses {
  const uses: Uses = {
    ...{
      reads: [],
      guarded: new Set(),
      defined: new Set(),
      registers: [],
      realRuns: [],
      texts: [],
    },
  };
  visit(data, at, { uses, context });
  for (const text of context.otherTexts) {
    const { guarded } = context.namesIn(text, 'template');
    for (const name of guarded) uses.guarded.add(name);
  }
  return uses;
}

interface Visit {
  readonly uses: Uses;
  readonly context: AdviceContext;
}

function visit(value: unknown, at: YamlPath, run: Visit): void {
  if (typeof value === 'string') readText(value, at, run);
  else if (Array.isArray(value))
    value.forEach((each, index) => {
      visit(each, [...at, index], run);
    });
  else if (isMapping(value)) {
    noteKeys(value, at, run.uses);
    for (const [key, each] of Object.entries(value)) visit(each, [...at, key], run);
  }
}

function readText(text: string, at: YamlPath, { uses, context }: Visit): void {
  const key = at.findLast((part) => typeof part === 'string');
  if (key === 'register') return;
  const isExpression = EXPRESSIONS.includes(key ?? '') || (key === 'var' && at.includes('debug'));
  const { needed, guarded } = context.namesIn(text, isExpression ? 'expression' : 'template');
  uses.texts.push({ name: text, path: at });
  for (const name of guarded) uses.guarded.add(name);
  for (const name of needed) uses.reads.push({ name, path: at });
}

function noteKeys(value: Mapping, at: YamlPath, uses: Uses): void {
  const { register, vars, set_fact: own, loop_control: control, check_mode: isCheck } = value;
  if (typeof register === 'string') {
    uses.registers.push({ path: [...at, 'register'], says: register });
    uses.defined.add(register);
  }
  for (const names of [vars, own, value['ansible.builtin.set_fact']])
    if (isMapping(names)) for (const name of Object.keys(names)) uses.defined.add(name);
  if (isMapping(control))
    for (const name of [control['loop_var'], control['index_var']])
      if (typeof name === 'string') uses.defined.add(name);
  if (isCheck === false) uses.realRuns.push([...at, 'check_mode']);
}

function isUsed(name: string, { texts }: Uses, { otherTexts }: AdviceContext): boolean {
  const word = new RegExp(String.raw`\b${name}\b`);
  return [...texts.map((text) => text.name), ...otherTexts].some((text) => word.test(text));
}

/** A handler that nobody notifies never runs. */
function silentHandlers(play: Mapping, index: number): readonly Advice[] {
  const handlers: readonly unknown[] = Array.isArray(play['handlers']) ? play['handlers'] : [];
  const notified = new Set(textsAt(play, 'notify'));
  return handlers.flatMap((handler, place): readonly Advice[] => {
    const names = isMapping(handler)
      ? [...textsOf(handler['name']), ...textsOf(handler['listen'])]
      : [];
    const [name] = names;
    if (name === undefined || names.some((each) => notified.has(each))) return [];
    return [{ path: [index, 'handlers', place], says: `nothing notifies the handler ${name}` }];
  });
}

const textsOf = (value: unknown): readonly string[] =>
  [value].flat().filter((each) => typeof each === 'string');

/** All texts that stand at a key, however deep. */
function textsAt(value: unknown, key: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => textsAt(each, key));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    name === key ? [each].flat().map(String) : textsAt(each, key),
  );
}

/** What the engine, a bundle or Ansible's own names bring. */
const MAGIC =
  /^(?:ansible_\w+|stem_\w+|bundle_\w+|os_\w+|env_\w+|grub_\w+|inventory_\w+|group_names|groups|hostvars|play_hosts|playbook_dir|item|result|site|vars|omit|role_names?)$/;

function undefinedIn(play: Mapping, index: number, { uses, context }: Visit): readonly Advice[] {
  const pattern = [play['hosts']].flat().map(String).join(',');
  const hosts = context.hosts?.(pattern) ?? [];
  const told = new Set<string>();
  if (hosts.length === 0) return [];
  return uses.reads.flatMap(({ name, path }): readonly Advice[] => {
    const isKnown =
      uses.defined.has(name) || uses.guarded.has(name) || context.known.includes(name);
    if (path[0] !== index || isKnown || MAGIC.test(name) || told.has(name)) return [];
    told.add(name);
    const without = hosts.filter(({ has }) => !has(name)).map(({ host }) => host);
    return without.length === 0 ? [] : [{ path, says: missing(name, without, hosts.length) }];
  });
}

const MOST_NAMED = 5;

function missing(name: string, without: readonly string[], all: number): string {
  if (without.length === all) return `nothing defines ${name}`;
  const named = without.slice(0, MOST_NAMED).join(', ');
  const more =
    without.length > MOST_NAMED ? ` and ${String(without.length - MOST_NAMED)} more` : '';
  return `${name} is not defined for ${named}${more}`;
}
