import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MIXED, runOf, viewOf } from '../../test/fakes/report-hosts.ts';
import { reportCsv } from './report-csv.ts';
import { runReport } from './run-report.ts';

describe('the report as CSV', () => {
  it('is one line a device', () => {
    const [head, bad, late, silent] = reportCsv(runReport(MIXED)).split('\r\n');
    assert.equal(
      head,
      'host,site,end,where,"past the point of no return","needs a visit","last step",seconds,because,next,warnings',
    );
    assert.match(bad ?? '', /^bad,,failed,old,no,no,generic\/shell,0,"'=HYPERLINK\(""http:/);
    assert.match(bad ?? '', /,"'\+look at it",$/);
    assert.equal(late, 'late,rome,"not started",,no,no,,0,,,');
    assert.equal(
      silent,
      'web-2,rome,unreachable,environment,yes,yes,install/format,30,"no answer for 10 min",,',
    );
  });

  it('has no formula, whatever a device says', () => {
    for (const start of ['=', '+', '-', '@', '|', '%', '\t=', ' =', '\r\n=', '\u001b[1m=', '＝']) {
      const row = reportCsv(runReport(runOf(viewOf('a', { because: `${start}1+1;=2` }))));
      const cell = /,0,(.*),,\r\n$/.exec(row)?.[1] ?? '';
      assert.match(cell, /^"'/, JSON.stringify(start));
    }
  });

  it('is one line also where a text has many', () => {
    const text = reportCsv(runReport(runOf(viewOf('a', { because: 'one\ntwo "three"' }))));
    assert.equal(text.split('\r\n').length, 3);
    assert.match(text, /,"one \/ two ""three""",,\r\n$/);
  });
});
