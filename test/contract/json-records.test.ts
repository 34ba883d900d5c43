import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { summaryRecord } from '../../src/cli/run/drive.ts';
import { planHost, shownOf } from '../../src/engine/dry-run.ts';
import { migrateFleet } from '../../src/engine/fleet.ts';
import { migrateHost, undoHost } from '../../src/engine/host.ts';
import type { StemEvent } from '../../src/model/event.ts';
import { makePlan } from '../../src/planning/make-plan.ts';
import { hostLog } from '../../src/report/host-log.ts';
import { jsonLine } from '../../src/report/json-lines.ts';
import { JSON_RECORDS, recordProblem } from '../../src/report/json-records.ts';
import { runReport } from '../../src/report/run-report.ts';
import { viewRun } from '../../src/report/run-view.ts';
import { contextOf, HOST, oldDevice, portsTo, TASKS, VARS } from '../fakes/playbook.ts';
import { migrate } from '../fakes/toy-fleet.ts';

const PAGE = readFileSync(new URL('../../docs/json.md', import.meta.url), 'utf8');

/** Kind to the fields of its table. */
const DOCUMENTED = new Map(
  PAGE.split(/^### /m)
    .slice(1)
    .map((section) => {
      const kind = /^`([^`]+)`/.exec(section)?.[1] ?? '';
      const rows = (section.split(/^## /m)[0] ?? '').matchAll(/^\| `(\w+)`/gm);
      return [kind, [...rows].map(([, field]) => field ?? '')] as const;
    }),
);

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly anyOf?: readonly Schema[];
}

const fieldsOf = (schema: z.ZodType): readonly string[] => {
  const json = z.toJSONSchema(schema) as Schema;
  return Object.keys((json.anyOf?.[0] ?? json).properties ?? {});
};

describe('docs/json.md', () => {
  it('has a section for every kind of record, and for nothing else', () => {
    assert.deepEqual([...DOCUMENTED.keys()], Object.keys(JSON_RECORDS));
  });

  it('has every field of every record', () => {
    const events = new Set(Object.keys(JSON_RECORDS).slice(0, EVENTS));
    for (const [kind, schema] of Object.entries(JSON_RECORDS)) {
      const common = ['version', 'kind', ...(events.has(kind) ? ['runId', 'host', 'at'] : [])];
      const fields = fieldsOf(schema).filter((field) => !common.includes(field));
      assert.deepEqual(DOCUMENTED.get(kind), fields, kind);
    }
  });
});

/** They come first. */
const EVENTS = Object.keys(JSON_RECORDS).indexOf('run.summary');

const check = (record: Parameters<typeof jsonLine>[0]): void => {
  assert.equal(recordProblem(JSON.parse(jsonLine(record))), null);
};

/** Every event of a whole migration on the fake device, and of the rollback of another. */
async function events(): Promise<readonly StemEvent[]> {
  const seen: StemEvent[] = [];
  const ports = portsTo(oldDevice(), { watch: (event) => void seen.push(event) });
  const job = { host: HOST, vars: VARS, tasks: TASKS, onFailure: 'leave' } as const;
  await migrateFleet(
    makePlan([HOST], TASKS, [1]),
    {
      ...{ forks: 1, siteForks: 1, jumpForks: 1, maxFail: 0 },
      request: { sites: { [HOST.name]: HOST.site } },
      migrate: () => migrateHost(job, ports),
    },
    ports,
  );
  const other = portsTo(oldDevice(), { watch: (event) => void seen.push(event) });
  await migrateHost({ ...job, tasks: TASKS.slice(0, 5) }, other);
  await undoHost(job, other);
  return seen;
}

describe('what is printed', () => {
  it('is as documented: the events of a migration, of a rollback, and of a ladder', async () => {
    const seen = await events();
    const proof = {
      soakMs: () => 1000,
      check: () => null,
      owed: [],
    };
    const fleet = await migrate({ ends: { b: 'failed' }, proof, maxFail: 0 });
    for (const event of [...seen, ...fleet.events]) check(event);
    const kinds = new Set([...seen, ...fleet.events].map(({ kind }) => kind));
    for (const kind of ['action.progress', 'undo.ended', 'run.stopped', 'batch.started'] as const)
      assert.ok(kinds.has(kind), kind);
  });

  it('is as documented: summary, report, log and plan', async () => {
    const seen = await events();
    const view = viewRun(seen);
    assert.ok(view);
    check(summaryRecord(view, 0));
    check({ ...summaryRecord(view, 0), failedFile: null });
    check({ kind: 'run.report', ...runReport(view) });
    const log = hostLog(seen, HOST.name);
    assert.ok(log.length > 30, String(log.length));
    for (const action of log) check({ kind: 'log.action', runId: 'r', host: HOST.name, ...action });
    const planned = await planHost(TASKS, contextOf(portsTo(oldDevice())));
    const tasks = planned.map((one) => ({ ...shownOf(one), name: '', phase: '', noReturn: '' }));
    check({ kind: 'plan.host', host: 'a', site: '', where: 'old', isBlocked: false, tasks });
  });

  it('is not taken for documented where it differs', () => {
    const ping = { kind: 'ping', host: 'a', system: 'old', bootId: 'b', ms: 1 };
    check(ping);
    check({ kind: 'ping', host: 'a', error: { code: 'UNREACHABLE', message: 'm', hint: 'h' } });
    assert.match(recordProblem({ version: 1, ...ping, more: 1 }) ?? '', /^ping: /);
    assert.match(recordProblem({ version: 2, ...ping }) ?? '', /^ping: /);
    assert.equal(recordProblem({ kind: 'pong' }), 'there is no record of the kind pong');
  });
});
