import type { Fact } from '../../model/fact.ts';
import type { Json } from '../../model/json.ts';
import type { Finding } from '../../model/step.ts';
import type { PreflightParams } from './params.ts';

/** What a check may judge by beside its own answer. */
export interface Situation extends PreflightParams {
  /** The device is this run's already: swap is gone, an entry may be armed, and all of that is as it should be. */
  readonly isOurs: boolean;
}

export interface Judgement {
  readonly level: Finding['level'];
  readonly says: string;
  /** What to do, where it differs from what the check says in general. */
  readonly hint?: string;
}

/** One of the 44 questions before anything is changed. */
export interface Check<T extends Json = Json> {
  /** `P07`: the numbers that reports, docs and `stem_preflight_ignore` use. They never change. */
  readonly id: string;
  readonly title: string;
  /** The worst that it can say. */
  readonly level: 'block' | 'warn';
  /** One sentence. */
  readonly prevents: string;
  /** One imperative sentence. */
  readonly hint: string;
  fact(params: PreflightParams): Fact<T>;
  judge(answer: T, situation: Situation): Judgement;
}

/** Infers the type of the answer; lists hold plain `Check`s (methods are bivariant). */
export function defineCheck<T extends Json>(check: Check<T>): Check<T> {
  return check;
}

export const fine = (says: string): Judgement => ({ level: 'ok', says });
export const warn = (says: string, hint?: string): Judgement => withHint('warn', says, hint);
export const block = (says: string, hint?: string): Judgement => withHint('block', says, hint);
export const unknown = (says: string, hint?: string): Judgement => withHint('unknown', says, hint);

const withHint = (level: Finding['level'], says: string, hint?: string): Judgement =>
  hint === undefined ? { level, says } : { level, says, hint };

/** The first of these that is true, else `otherwise`. They are asked in order, the worst first. */
export const judgeBy = (
  cases: readonly (readonly [isSo: boolean, judgement: () => Judgement])[],
  otherwise: () => Judgement,
): Judgement => (cases.find(([isSo]) => isSo)?.[1] ?? otherwise)();

/** `1.5 GiB`, `12 MiB`: for people. */
export function sizeText(bytes: number): string {
  const mib = bytes / 2 ** 20;
  if (mib < 1) return `${String(Math.round(bytes / 1024))} KiB`;
  return mib < 1024 ? `${String(Math.round(mib))} MiB` : `${(mib / 1024).toFixed(1)} GiB`;
}

/** `1 error`, `3 errors`: for people. */
export const countText = (count: number, thing: string): string =>
  `${String(count)} ${thing}${count === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c`; `none` where there is none. */
export function listText(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? 'none';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}
