import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { HOSTILE, MIXED, runOf, viewOf } from '../../test/fakes/report-hosts.ts';
import { reportJunit } from './report-junit.ts';
import { runReport } from './run-report.ts';

/** Read by an XML parser that somebody else wrote: Python's expat, which comes with Ansible. */
const READ = `
import json, sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
print(json.dumps([[e.tag, dict(e.attrib), e.text or ''] for e in root.iter()]))
`;
type Element = readonly [string, Readonly<Record<string, string>>, string];
const elementsOf = (xml: string): readonly Element[] =>
  JSON.parse(execFileSync('python3', ['-c', READ], { input: xml, encoding: 'utf8' })) as Element[];

describe('the report as JUnit XML', () => {
  it('has a suite a site and a case a device', () => {
    const elements = elementsOf(reportJunit(runReport(MIXED)));
    assert.deepEqual(
      elements.map(([tag, { name = '', type = '' }]) => `${tag} ${name}${type}`),
      [
        'testsuites stem-remote run-1',
        'testsuite no site',
        'testcase bad',
        'failure failed',
        'testsuite rome',
        'testcase late',
        'skipped ',
        'testcase web-2',
        'error unreachable',
        'testcase web-10',
      ],
    );
    assert.deepEqual(elements[0]?.[1], {
      name: 'stem-remote run-1',
      tests: '4',
      failures: '1',
      errors: '1',
      skipped: '1',
      time: '120.000',
    });
    assert.equal(elements.at(-1)?.[1]['time'], '90.000');
    assert.match(elements.at(-2)?.[2] ?? '', /^web-2: unreachable, last seen in the environment/);
  });

  it('is well formed whatever a device prints', () => {
    for (const text of [HOSTILE, ']]>', '&#0;', '"><x a="', '\ud83d', '\u{1f600}\uffff']) {
      const host = viewOf(text, {
        site: text,
        standing: 'failed',
        because: text,
        lastOutput: text,
      });
      const elements = elementsOf(reportJunit(runReport(runOf(host))));
      assert.equal(elements.length, 4, JSON.stringify(text));
    }
    const [, , , failure] = elementsOf(reportJunit(runReport(MIXED)));
    assert.match(failure?.[2] ?? '', /<script>&amp;/);
  });
});
