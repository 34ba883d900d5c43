import { z } from 'zod';
import { StemError } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import { PHASES } from '../../planning/playbook/playbook.ts';

const bundle = z.object({ file: z.string(), sha256: z.string() });

/** sshd lets ten logins wait at a time, then refuses some: MaxStartups in sshd_config(5). */
export const DEFAULT_JUMP_FORKS = 10;

/** How a run was asked for: `resume` and `rollback` need nothing else. Paths are absolute. Never a secret. */
const schema = z.object({
  /** In their order. Journals and plans of earlier versions have a single one. */
  inventory: z.union([z.array(z.string()).readonly(), z.string().transform((one) => [one])]),
  limit: z.string().nullable(),
  /** Null: the package's own. */
  playbook: z.string().nullable(),
  /** `--bundle`; null: the var `stem_bundle` of each host. */
  bundle: z.string().nullable(),
  /** What was read at the start: a run must not go on with another system. */
  bundles: z.array(bundle).readonly(),
  /** `-e` words; files of them by name only. */
  extraVars: z.array(z.string()).readonly(),
  serial: z.string().nullable(),
  forks: z.number(),
  siteForks: z.number(),
  /** Missing in journals of earlier versions, as other lines with a default. */
  jumpForks: z.number().default(DEFAULT_JUMP_FORKS),
  /** So many hosts may fail before no further batch is started. */
  maxFail: z.number(),
  stopsOnFirst: z.boolean().default(false),
  /** Null: the var `stem_soak`. */
  soakMs: z.number().nullable().default(null),
  /** Null: the var `stem_gate_command`. */
  healthCommand: z.string().nullable().default(null),
  /** `--tags`, `--skip-tags` and `--phase`. Missing in journals of earlier versions. */
  tags: z.array(z.string()).readonly().default([]),
  skipTags: z.array(z.string()).readonly().default([]),
  phase: z.enum(PHASES).nullable().default(null),
  knownHosts: z.string().nullable(),
  /** The file of `apply --plan`; null where there was none. */
  plan: z.string().nullable().default(null),
  sshConfig: z.string().nullable().default(null),
  hostKeyPolicy: z.enum(['strict', 'accept-new', 'pinned']).nullable().default(null),
  operator: z.string(),
  /** The site of each host, for views: events don't carry it. */
  sites: z.record(z.string(), z.string()),
});

/** The part that says what is meant, which a saved plan keeps as well. */
export const wantedSchema = schema.pick({
  inventory: true,
  limit: true,
  playbook: true,
  bundle: true,
  extraVars: true,
  serial: true,
  knownHosts: true,
  sshConfig: true,
  hostKeyPolicy: true,
  tags: true,
  skipTags: true,
  phase: true,
});

export type RunRequest = Readonly<z.infer<typeof schema>>;

export const requestJson = (request: RunRequest): Json => request;

/** Reads the request of a run from the journal. @throws StemError RUN_UNKNOWN */
export function parseRequest(json: Json, runId: string): RunRequest {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new StemError(`run ${runId} was not started by a stem-remote that this one understands`, {
    code: 'RUN_UNKNOWN',
    hint: 'Resume it with the version that started it.',
    cause: parsed.error,
  });
}
