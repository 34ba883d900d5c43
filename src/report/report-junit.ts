import { hostDetails } from './run-summary.ts';
import { printable } from './printable.ts';
import type { RunReport } from './run-report.ts';
import type { HostView } from './run-view.ts';

/** A suite a site, a test case a device. `failure`: it failed; `error`: nobody knows; `skipped`: it was not started or not finished. */
export function reportJunit({ runId, startedAt, sites, hosts }: RunReport): string {
  const suites = sites.map(({ site }) => {
    const cases = hosts.filter((host) => host.site === site);
    const attributes = { name: site === '' ? 'no site' : site, ...counts(cases) };
    return [
      `  <testsuite${text({ ...attributes, timestamp: startedAt.replace(/\.\d+Z$/, '') })}>`,
      ...cases.map((host) => testCase(host, runId)),
      '  </testsuite>',
    ].join('\n');
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${text({ name: `stem-remote ${runId}`, ...counts(hosts) })}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

type Verdict = 'passed' | 'failure' | 'error' | 'skipped';

function verdictOf({ standing }: HostView): Verdict {
  switch (standing) {
    case 'reached':
      return 'passed';
    case 'failed':
    case 'rolled-back':
      return 'failure';
    case 'unreachable':
    case 'unknown':
    case 'under way':
      return 'error';
    case 'stopped':
    case 'not started':
      return 'skipped';
  }
}

function counts(hosts: readonly HostView[]): Readonly<Record<string, string>> {
  const of = (verdict: Verdict): string =>
    String(hosts.filter((host) => verdictOf(host) === verdict).length);
  return {
    tests: String(hosts.length),
    failures: of('failure'),
    errors: of('error'),
    skipped: of('skipped'),
    time: seconds(hosts.reduce((sum, { durationMs }) => sum + durationMs, 0)),
  };
}

function testCase(host: HostView, runId: string): string {
  const open = `    <testcase${text({
    name: host.host,
    classname: `${runId}.${host.site === '' ? 'no site' : host.site}`,
    time: seconds(host.durationMs),
  })}`;
  const verdict = verdictOf(host);
  if (verdict === 'passed') return `${open}/>`;
  const message = text({ message: `${host.standing}: ${host.because}`, type: host.standing });
  const details = xml(hostDetails(host).join('\n'));
  return [
    `${open}>`,
    verdict === 'skipped'
      ? `      <skipped${text({ message: `${host.standing}: ${host.because}` })}/>`
      : `      <${verdict}${message}>${details}</${verdict}>`,
    '    </testcase>',
  ].join('\n');
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const text = (attributes: Readonly<Record<string, string>>): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${xml(value).replaceAll('\n', '&#10;')}"`)
    .join('');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML 1.0 can't hold in any way (its production 2, `Char`). */
const NOT_XML = /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const xml = (value: string): string =>
  printable(value)
    .replace(NOT_XML, '')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
