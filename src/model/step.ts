import type { Action, Outcome } from './action.ts';
import type { Answers, FactSet, FactsOf } from './fact.ts';
import type { Json } from './json.ts';
import type { Vars } from './params.ts';
import type { SystemName } from './system.ts';

export type Verdict =
  /** `isOpen`: it acts, and whether that changes anything can't be known beforehand. */
  | { readonly kind: 'needed'; readonly because: string; readonly isOpen?: true }
  | { readonly kind: 'satisfied'; readonly because: string }
  | { readonly kind: 'blocked'; readonly because: string; readonly hint: string };

/** One answered question of a step that asks many (the preflight checks). `unknown`: the device could not tell. */
export type Finding = {
  readonly id: string;
  readonly title: string;
  readonly level: 'ok' | 'warn' | 'block' | 'unknown';
  /** What was found: one sentence. */
  readonly says: string;
  /** What this check prevents. Empty where the level is `ok`. */
  readonly prevents: string;
  /** What to do: one imperative sentence. Empty where the level is `ok`. */
  readonly hint: string;
};

/** `output` is what `register:` keeps, and what `changed_when:` and `failed_when:` judge. */
export type Verification =
  | { readonly ok: true; readonly output?: Json }
  | { readonly ok: false; readonly because: string; readonly output?: Json };

/**
 * Every step says how a host gets out of it. Order law, checked by `makePlan`: `undo` stands before
 * the point of no return, `redo` after it, and there is at most one such point.
 */
export type Rollback<S extends FactSet, P> =
  /** `now` is asked just before: `apply` may have stopped half-way. Afterwards facts equal `before`. */
  | {
      readonly kind: 'undo';
      actions(before: FactsOf<S>, now: FactsOf<S>, params: P): readonly Action[];
    }
  | { readonly kind: 'nothing-to-undo'; readonly because: string }
  | { readonly kind: 'point-of-no-return'; readonly because: string }
  /** The way out is forward: the step runs again until it is verified. */
  | { readonly kind: 'redo'; readonly because: string };

/** Names of a module's arguments in a playbook. */
export interface ModuleArguments {
  /** Null where any name will do: `set_fact`. */
  readonly known: readonly string[] | null;
  /** Arguments of Ansible's that we lack, with what to write instead. */
  readonly instead: Readonly<Record<string, string>>;
}

/** One change to one device, declared as pure functions of facts and parameters. */
export interface Step<S extends FactSet = FactSet, P = unknown> {
  readonly id: string;
  readonly title: string;
  /** Where it runs. A device that is further has passed it, one that fell back is blocked. */
  readonly on: SystemName | 'any';
  /** A system that it boots and comes back from: a device that is met there after a cut has not passed it. */
  readonly visits?: SystemName;
  /** The system that it boots and leaves the device in; `system` is among its facts. A cut may take a device there before it was begun. */
  readonly leadsTo?: SystemName;
  /** After a cut: does `check` see how far it came, or can only a person tell? */
  readonly interrupted: 'check-again' | 'ask-operator';
  /** What must stand before it where certain steps do: `after` any of these, and before this one, `step`. See `wantProblems`. */
  readonly wants?: readonly { readonly step: string; readonly after: readonly string[] }[];
  /** Why a drain must not stop the host after this step, such as a running dead-man timer. */
  readonly keepGoing?: string;
  /** What to do where it fails, if that is more than to read its output: one imperative sentence. */
  readonly hint?: string;
  /** Of a module: the arguments that it takes. It sees these alone, no var of the host (`paramsOf`). */
  readonly takes?: ModuleArguments;
  /** @throws StemError VARS_INVALID */
  params(vars: Vars): P;
  facts(params: P): S;
  check(facts: FactsOf<S>, params: P): Verdict;
  /** Lines that go and come, as `diff -u` writes them, for `--diff`; null where a secret is among them. */
  diff?(facts: FactsOf<S>, params: P): string | null;
  /** Lines that show what will be, for the plan: a drawing of the disk. */
  picture?(facts: FactsOf<S>, params: P): readonly string[];
  /** The single findings behind the verdict, for the plan and the journal. */
  findings?(facts: FactsOf<S>, params: P): readonly Finding[];
  /** The last action is the one that makes `check` satisfied: a seal, small and atomic. */
  apply(facts: FactsOf<S>, params: P): readonly Action[];
  /** The facts as `apply` will leave them. The dry run plans the later steps on these. */
  expect(facts: FactsOf<S>, params: P): FactsOf<S>;
  /** Facts are asked again; `results` are those of this very `apply`. */
  verify(facts: FactsOf<S>, params: P, results: readonly Outcome[]): Verification;
  /**
   * The files and folders of the device that a module reads or changes, where it is sure that these are all. Without it,
   * a dry run takes it that the module may touch anything.
   */
  paths?(params: P): readonly string[];
  /** What `register` keeps where `check` says satisfied (stat, an unchanged copy): the task ends as unchanged with it. */
  output?(facts: FactsOf<S>, params: P): Json;
  /** What `register` keeps, beside the message, where `check` says blocked. */
  refusal?(facts: FactsOf<S>, params: P): Json;
  /**
   * Of the point of no return: what on the device shuts the way back, also where this controller's journal does not know.
   * Asked before a rollback touches anything.
   */
  readonly wayBack?: WayBack<P>;
  readonly rollback: Rollback<S, P>;
}

export interface WayBack<P> {
  facts(params: P): FactSet;
  /** Null where it is open, else why not, and what to do instead. */
  whyShut(
    answers: Answers,
    here: { readonly system: SystemName; readonly runId: string },
  ): string | null;
}

/** Infers the types of facts and params; lists hold plain `Step`s (methods are bivariant). */
export function defineStep<S extends FactSet, P>(step: Step<S, P>): Step<S, P> {
  return step;
}

export const satisfied = (because: string): Verdict => ({ kind: 'satisfied', because });
export const needed = (because: string): Verdict => ({ kind: 'needed', because });
/** Whoever says this can't tell whether the device will differ afterwards. */
export const open = (because: string): Verdict => ({ kind: 'needed', because, isOpen: true });
export const blocked = (because: string, hint: string): Verdict => ({
  kind: 'blocked',
  because,
  hint,
});

export const verifyThat = (isTrue: boolean, otherwise: string): Verification =>
  isTrue ? { ok: true } : { ok: false, because: otherwise };
