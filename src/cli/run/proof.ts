import type { Proof } from '../../engine/fleet.ts';
import { checkHealth } from '../../engine/gate.ts';
import { StemError } from '../../model/errors.ts';
import type { StemEvent } from '../../model/event.ts';
import type { Vars } from '../../model/params.ts';
import type { Host } from '../../model/session.ts';
import { parseDuration } from '../../planning/duration.ts';
import { usageError } from '../args.ts';
import type { Driven } from './drive.ts';
import type { RunRequest } from './request.ts';

/** What an operator or the vars ask for between two batches. */
export type ProofRequest = Pick<RunRequest, 'soakMs' | 'healthCommand'>;

/** `--soak`; null where it is not given. @throws StemError USAGE */
export function soakOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = parseDuration(text);
  if (ms !== null) return ms;
  throw usageError(`--soak can't be "${text}"`, 'Write a time: `--soak 30m`, `--soak 1h30m`.');
}

interface Devices {
  readonly vars: ReadonlyMap<string, Vars>;
  readonly guard: Driven['guard'];
  readonly owed: readonly Host[];
}

/** An option wins over the vars `stem_soak` and `stem_gate_command`. Undefined where nothing is asked for. */
export function proofOf(
  { soakMs, healthCommand }: ProofRequest,
  { vars, guard, owed }: Devices,
): Proof | undefined {
  const varsOf = (host: Host): Vars => vars.get(host.name) ?? {};
  const soakOfHost = (host: Host): number => soakMs ?? soakInVars(host.name, varsOf(host));
  const commandOf = (host: Host): string | null =>
    healthCommand ?? commandInVars(host.name, varsOf(host));
  const hosts = [...vars.keys()].map((name) => ({ name, site: '' }));
  if (hosts.every((host) => soakOfHost(host) === 0 && commandOf(host) === null)) return undefined;
  return {
    soakMs: (batch) => Math.max(0, ...batch.map(soakOfHost)),
    check: (host, ports) => {
      const command = commandOf(host);
      if (command === null && soakOfHost(host) === 0) return null;
      return guard(host, () => checkHealth({ host, vars: varsOf(host), command }, ports));
    },
    owed,
  };
}

function soakInVars(name: string, { stem_soak: value }: Vars): number {
  if (value === undefined) return 0;
  const ms = parseDuration(typeof value === 'number' ? String(value) : textOf(value));
  if (ms !== null) return ms;
  throw invalid(name, 'stem_soak must be a time: 30m, 1h30m');
}

function commandInVars(name: string, { stem_gate_command: value }: Vars): string | null {
  if (value === undefined || value === '') return null;
  if (typeof value === 'string') return value;
  throw invalid(name, 'stem_gate_command must be a text');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : 'no text');

const invalid = (name: string, says: string): StemError =>
  new StemError(`${name}: ${says}`, {
    code: 'VARS_INVALID',
    hint: 'Change it in the inventory, in the playbook or with -e.',
  });

/** Hosts of batches that were begun and not proved to their end: the run was stopped or cut while they soaked. */
export function unproved(events: readonly StemEvent[]): ReadonlySet<string> {
  const open = new Set<string>();
  for (const event of events) {
    if (event.kind === 'batch.started') for (const host of event.hosts) open.add(host);
    if (event.kind === 'batch.ended') for (const host of event.hosts) open.delete(host);
  }
  return open;
}
