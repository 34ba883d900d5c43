import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { HostContext } from '../../engine/context.ts';
import { surveyHost, type Survey } from '../../engine/survey.ts';
import type { SavedHost } from '../../planning/saved-plan.ts';
import { isHostList } from '../inventory/read-inventory.ts';
import { DEFAULT_PLAYBOOK } from '../package-root.ts';
import type { Target } from '../targets.ts';
import { newSalt, PLAN_HEAD, type PlanFile } from './plan-file.ts';
import { recordOf } from './plan-record.ts';
import type { Prepared, Wanted } from './prepare.ts';

/** A plan that is being made: devices are added as they answer. */
export interface PlanSaving {
  /** What the device answers, kept for the file. */
  look(context: HostContext, target: Target): Promise<Survey>;
  /** Those that answered. */
  finished(): PlanFile;
}

export function planSaving(
  prepared: Prepared,
  wanted: Wanted,
  { operator, now }: { readonly operator: string; readonly now: string },
): PlanSaving {
  const salt = newSalt();
  const hosts = new Map<string, SavedHost>();
  return {
    look: async (context, { host, vars }) => {
      const survey = await surveyHost(prepared.tasks, context);
      hosts.set(host.name, recordOf(survey, { site: host.site, vars, salt }));
      return survey;
    },
    finished: () => ({
      ...PLAN_HEAD,
      madeAt: now,
      madeBy: operator,
      salt,
      inventory: wanted.inventory.map((file) => ({ file, sha256: sourceDigest(file) })),
      playbook: playbookOf(wanted),
      bundles: prepared.bundles.map(({ file, sha256 }) => ({ file, sha256 })),
      wanted,
      batches: prepared.plan.batches.map((batch) => batch.map(({ name }) => name)),
      hosts: Object.fromEntries(hosts),
    }),
  };
}

/** The playbook as it lies there now. */
export function playbookOf({ playbook }: Pick<Wanted, 'playbook'>): PlanFile['playbook'] {
  const file = playbook ?? DEFAULT_PLAYBOOK;
  return { file, sha256: digestOf(file) ?? '' };
}

/** Null for a list of hosts as well. */
export const sourceDigest = (source: string): string | null =>
  isHostList(source) ? null : digestOf(source);

/** Null for a folder. */
export const digestOf = (file: string): string | null =>
  statSync(file).isDirectory()
    ? null
    : createHash('sha256').update(readFileSync(file)).digest('hex');
