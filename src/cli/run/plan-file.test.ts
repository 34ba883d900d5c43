import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { newSalt, PLAN_HEAD, readPlanFile, writePlanFile, type PlanFile } from './plan-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'stem-plan-'));
after(() => {
  rmSync(directory, { recursive: true });
});
const file = join(directory, 'plan.json');

const PLAN: PlanFile = {
  ...PLAN_HEAD,
  ...{ madeAt: '2026-01-01T00:00:00.000Z', madeBy: 'me@here', salt: newSalt() },
  inventory: [{ file: '/f.ini', sha256: 'abc' }],
  playbook: { file: '/p.yml', sha256: 'def' },
  bundles: [],
  wanted: {
    ...{ inventory: ['/f.ini'], limit: null, playbook: '/p.yml', bundle: null },
    ...{ extraVars: [], serial: '1,10%', knownHosts: null },
    ...{ sshConfig: null, hostKeyPolicy: null },
    ...{ tags: [], skipTags: [], phase: null },
  },
  batches: [['a']],
  hosts: {
    a: {
      ...{ site: 'berlin', vars: { x: 'v1' }, hostKey: null, system: 'old' },
      disk: { sectors: '', serial: '', signature: '' },
      tasks: [
        { task: 't', verdict: 'needed', facts: { f: '1' }, params: '2', findings: { P1: 'ok' } },
      ],
    },
  },
};

const refusal = (content: string): unknown => {
  writeFileSync(file, content);
  try {
    return readPlanFile(file);
  } catch (error) {
    return error instanceof Error && 'code' in error ? [error.code, error.message] : error;
  }
};

describe('the file of a plan', () => {
  it('comes back as it was, and only its owner can read it, whatever lay there', () => {
    writeFileSync(file, 'older, and open', { mode: 0o644 });
    writePlanFile(file, PLAN);
    assert.deepEqual(readPlanFile(file), PLAN);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(directory), ['plan.json']);
    assert.equal((JSON.parse(readFileSync(file, 'utf8')) as PlanFile).version, 1);
  });

  it('may be of a time when there was one inventory', () => {
    const inventory = { file: '/f.ini', sha256: 'abc' };
    const wanted = { ...PLAN.wanted, inventory: '/f.ini' };
    writeFileSync(file, JSON.stringify({ ...PLAN, inventory, wanted }));
    assert.deepEqual(readPlanFile(file), PLAN);
  });

  it('is refused where it is none, is damaged, or is of another version', () => {
    const damaged = `${file} is no plan of stem-remote, or a damaged one`;
    for (const content of ['', '{}', '[]', JSON.stringify({ ...PLAN, hosts: { a: {} } })])
      assert.deepEqual(refusal(content), ['PLAN_DRIFTED', damaged], content);
    assert.deepEqual(refusal(JSON.stringify({ ...PLAN, version: 2 })), [
      'PLAN_DRIFTED',
      `${file} is a plan of version 2, this stem-remote reads 1`,
    ]);
  });

  it('is told where it can not be written', () => {
    assert.throws(
      () => {
        writePlanFile(join(directory, 'none', 'plan.json'), PLAN);
      },
      { code: 'FILE_UNREADABLE' },
    );
  });
});
