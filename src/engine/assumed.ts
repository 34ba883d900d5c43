import type { Answers, Fact, FactSet } from '../model/fact.ts';
import type { Json } from '../model/json.ts';
import { SYSTEMS, type SystemName } from '../model/system.ts';
import type { HostContext } from './context.ts';

/** What earlier tasks of a dry run will have left, by the names of the facts. */
export type Assumed = Map<
  string,
  { readonly value: Json; readonly by: string; readonly fact: Fact<Json> }
>;

/** What the device says, and over it what earlier tasks will have left. */
export async function answersOf(
  facts: FactSet,
  assumed: Assumed,
  context: HostContext,
): Promise<{
  readonly answers: Answers;
  readonly dependsOn: readonly string[];
  /** What the device itself answered, by the facts' names. What a boot would change of it is left out. */
  readonly own: Answers;
}> {
  const own: Record<string, Json> = {};
  const answers: Record<string, Json> = { ...(await context.ask(facts)) };
  const dependsOn = new Set<string>();
  for (const [name, fact] of Object.entries(facts)) {
    const assumption = assumed.get(fact.name);
    const answer = answers[name] ?? null;
    if (assumption === undefined) own[fact.name] = fact.afterBoot?.(answer) ?? answer;
    else {
      answers[name] = assumption.value;
      dependsOn.add(assumption.by);
    }
  }
  return { answers, dependsOn: [...dependsOn], own };
}

/** A task goes as planned: these will be the answers then. */
export function assume(
  facts: FactSet,
  expected: Readonly<Record<string, Json>>,
  { by, assumed }: { by: string; assumed: Assumed },
): void {
  for (const [name, fact] of Object.entries(facts))
    assumed.set(fact.name, { value: expected[name] ?? null, by, fact });
}

/** A boot lies between: locks, mounts and jobs are gone in the next system. */
export function forgetMemory(assumed: Assumed): void {
  for (const [name, { value, by, fact }] of assumed)
    if (fact.afterBoot !== undefined) assumed.set(name, { value: fact.afterBoot(value), by, fact });
}

/** The system that will be up, where a task goes to another, or comes back. */
export function assumedSystem(assumed: Assumed): SystemName | undefined {
  const value = assumed.get('system')?.value;
  return SYSTEMS.find((name) => name === value);
}
