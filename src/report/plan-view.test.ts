import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../model/step.ts';
import { isBlocked, planLines, planSummary, type HostPlan, type PlanLine } from './plan-view.ts';

const line = (task: string, more: Partial<PlanLine> = {}): PlanLine => ({
  task,
  name: `Do ${task}`,
  phase: 'prepare',
  verdict: { kind: 'needed', because: 'it is not there' },
  dependsOn: [],
  actions: [],
  findings: [],
  uploadBytes: 0,
  noReturn: '',
  ...more,
});
const finding = (id: string, level: Finding['level']): Finding => ({
  id,
  title: 'Room',
  level,
  says: `${id} says`,
  prevents: level === 'ok' ? '' : 'a full disk',
  hint: level === 'ok' ? '' : 'Free some',
});
const PLAN: HostPlan = {
  host: 'web-1',
  site: 'berlin',
  where: 'old',
  tasks: [
    line('preflight', {
      verdict: { kind: 'satisfied', because: 'all checks pass' },
      findings: [finding('P1', 'ok'), finding('P2', 'warn'), finding('P3', 'ok')],
    }),
    line('push', { uploadBytes: 1_200_000_000, actions: ['upload a to b', 'x\ny'] }),
    line('point', { phase: 'install', noReturn: 'the old root goes', dependsOn: ['push'] }),
  ],
};

describe('the plan of one host', () => {
  it('shows phases, verdicts, commands, conditions, findings and the point of no return', () => {
    assert.deepEqual(planLines(PLAN, false), [
      'web-1 (berlin): ready; the old system is up, 2 tasks to do, 1.2 GB to send',
      '  prepare',
      '    preflight (Do preflight): satisfied: all checks pass',
      '      3 checks: 2 ok, 1 warn',
      '      WARN P2, Room: P2 says. Next: Free some',
      '          it prevents: a full disk',
      '    push (Do push): to do: it is not there',
      '      $ upload a to b',
      '      $ x  (2 lines)',
      '  install',
      '  ======== POINT OF NO RETURN: the old root goes. Before it, a failure is undone; after it, `resume` goes on. ========',
      '    point (Do point): to do: it is not there [depends on push]',
    ]);
  });

  it('shows whole scripts, and the checks that pass, where asked', () => {
    assert.deepEqual(planLines(PLAN, true).slice(6, 8), [
      '      OK P1, Room: P1 says',
      '      OK P3, Room: P3 says',
    ]);
    assert.deepEqual(planLines(PLAN, true).slice(10, 12), ['      $ x', '        y']);
  });

  it('has the drawing of a disk between findings and commands', () => {
    const drawn = line('parts', { picture: ['before:', 'sda1 \u001b[2J'], actions: ['x'] });
    assert.deepEqual(planLines({ ...PLAN, tasks: [drawn] }, false).slice(2), [
      '    parts (Do parts): to do: it is not there',
      '      | before:',
      '      | sda1',
      '      $ x',
    ]);
  });

  it('is blocked by one blocked task', () => {
    const verdict = { kind: 'blocked', because: 'no swap', hint: 'Add one' } as const;
    const plan = {
      ...PLAN,
      tasks: [line('lock', { verdict, findings: [finding('P9', 'block')] })],
    };
    assert.equal(isBlocked(plan), true);
    assert.deepEqual(planLines(plan, false).slice(0, 5), [
      'web-1 (berlin): BLOCKED; the old system is up, 0 tasks to do, 0 B to send',
      '  prepare',
      '    lock (Do lock): BLOCKED: no swap. Next: Add one',
      '      1 check: 1 block',
      '      BLOCK P9, Room: P9 says. Next: Free some',
    ]);
    assert.deepEqual(planSummary([PLAN, plan], [['a'], ['b', 'c']]), [
      '3 devices, in batches of 1, then 2',
      '1 device can go, 1 blocked, 1 unreachable; 1.2 GB to send in all. Nothing was changed.',
    ]);
  });

  it('has nothing to do for a migrated host', () => {
    const done = line('x', { verdict: { kind: 'passed', because: 'the new system is up' } });
    assert.match(planLines({ ...PLAN, tasks: [done] }, false)[0] ?? '', /: nothing to do; /);
  });
});

describe('the plan of what nobody can know, and of files', () => {
  const open = line('shell', {
    verdict: { kind: 'undecided', because: 'it runs each time' },
    actions: ['sh'],
  });

  it('counts a task that acts apart from one that changes something', () => {
    const [headline = ''] = planLines({ ...PLAN, tasks: [open] }, false);
    assert.match(headline, /: ready; .* 0 tasks to do, 1 task of which nobody can know/);
  });

  it('shows what changes in a file only where it is asked for', () => {
    const plan = { ...PLAN, tasks: [line('copy', { diff: '-a\n+b' })] };
    assert.deepEqual(planLines(plan, false, { hasDiff: true }).slice(-2), ['      -a', '      +b']);
    assert.equal(planLines(plan, false).join().includes('+b'), false);
  });
});

describe('what remains', () => {
  it('is said where one sector decides what boots, and only where that is to be done', () => {
    for (const task of ['boot/rehome', 'finish/grow']) {
      const shown = (one: PlanLine): string =>
        planLines({ ...PLAN, tasks: [one] }, false).join('\n');
      assert.match(shown(line(task)), /^ {6}what remains: .* tears (a|that) sector/m);
      const verdict = { kind: 'satisfied', because: 'it is done' } as const;
      assert.doesNotMatch(shown(line(task, { verdict })), /what remains/);
      assert.doesNotMatch(shown(line('push')), /what remains/);
    }
  });
});
