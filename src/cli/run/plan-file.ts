import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { StemError } from '../../model/errors.ts';
import type { SavedHost } from '../../planning/saved-plan.ts';
import { readText } from '../read-text.ts';
import { wantedSchema } from './request.ts';

const FORMAT = 'stem-remote plan';
const VERSION = 1;

const text = z.string();
const digests = z.record(text, text);
const named = z.object({ file: text, sha256: text });

/** Null where it is a folder or a list of hosts: then the vars of each device are compared, and nothing else. */
const source = z.object({ file: text, sha256: text.nullable() });

const task = z.object({
  task: text,
  verdict: z.enum(['needed', 'satisfied', 'blocked', 'passed', 'undecided']),
  facts: digests,
  params: text,
  findings: z.record(text, z.enum(['ok', 'warn', 'block', 'unknown'])),
});

const host = z.object({
  site: text,
  vars: digests,
  hostKey: text.nullable(),
  disk: z.object({ sectors: text, serial: text, signature: text }),
  system: z.enum(['old', 'environment', 'new']),
  tasks: z.array(task).readonly(),
});

const schema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  madeAt: text,
  /** `user@machine`. */
  madeBy: text,
  salt: text,
  /** Plans of earlier versions have a single one. */
  inventory: z.union([z.array(source).readonly(), source.transform((one) => [one])]),
  playbook: named,
  bundles: z.array(named).readonly(),
  /** How it was asked for; paths are absolute, secrets are never words of `-e`. */
  wanted: wantedSchema,
  batches: z.array(z.array(text).readonly()).readonly(),
  hosts: z.record(text, host),
});

/** A plan as it lies in a file. */
export type PlanFile = Readonly<z.infer<typeof schema>>;

export const newSalt = (): string => randomBytes(16).toString('hex');

/** What a new file has in front. */
export const PLAN_HEAD = { format: FORMAT, version: VERSION } as const;

/** For nobody else's eyes, whole or not at all. @throws StemError FILE_UNREADABLE */
export function writePlanFile(file: string, plan: PlanFile): void {
  const fresh = `${file}.new`;
  try {
    rmSync(fresh, { force: true });
    writeFileSync(fresh, `${JSON.stringify(plan, null, 1)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(fresh, file);
  } catch (cause) {
    throw new StemError(`the plan ${file} can't be written`, {
      code: 'FILE_UNREADABLE',
      hint: 'Check its folder, the rights and the room.',
      cause,
    });
  }
}

/** @throws StemError FILE_UNREADABLE, PLAN_DRIFTED where it is no plan, or one of another version */
export function readPlanFile(file: string): PlanFile {
  const given = parsed(readText(file, 'the plan'));
  const plan = schema.safeParse(given);
  if (plan.success) return plan.data;
  const head = z.object({ format: z.literal(FORMAT), version: z.number() }).safeParse(given);
  const version = head.success ? head.data.version : VERSION;
  throw new StemError(
    version === VERSION
      ? `${file} is no plan of stem-remote, or a damaged one`
      : `${file} is a plan of version ${String(version)}, this stem-remote reads ${String(VERSION)}`,
    { code: 'PLAN_DRIFTED', hint: 'Make a new one: `stem-remote plan --out FILE`.' },
  );
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}

/** The plan of one host; undefined where it was not reached when the plan was made. */
export const plannedHost = ({ hosts }: PlanFile, name: string): SavedHost | undefined =>
  hosts[name];
