import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ToyDevice } from '../../test/fakes/toy-device.ts';
import type { StemEvent } from '../model/event.ts';
import type { App } from './app.ts';
import type { Target } from './targets.ts';
import { visitHosts } from './visit-hosts.ts';

const ONE = '00:1e:06:aa:bb:01';
const TWO = '00:1e:06:aa:bb:02';
const seen = (host: string): StemEvent => ({
  ...{ kind: 'host.seen', where: { system: 'old', bootId: 'b' }, cards: [ONE] },
  ...{ runId: 'run-1', host, at: '2026-01-01T00:00:00Z' },
});

/** A visit to web-1, whose card is now the other one. */
async function visited(past?: { runId: string; events: readonly StemEvent[] }) {
  const said: string[] = [];
  const app = {
    ...{ env: {}, home: '/nowhere', out: () => undefined },
    err: (text: string) => void said.push(text),
    onSignal: () => () => undefined,
  } as unknown as App;
  const targets = [{ host: { name: 'web-1', site: '' }, vars: {} }] as unknown as Target[];
  const connector = Object.assign(new ToyDevice(), { cards: [TWO] });
  const rest = { forks: 1, isJson: false, kind: 'device', ...(past && { past }) };
  const exit = await visitHosts({ targets, connector, ...rest }, app, async (context) => {
    await context.locate();
    return { lines: [], record: {}, exit: 0 };
  });
  return { exit, said: said.join('\n') };
}

it('who looks at the devices of a run is not told of another one', async () => {
  const { exit, said } = await visited({ runId: 'run-1', events: [seen('web-1')] });
  assert.equal(exit, 4);
  assert.match(said, /another device answers for web-1/);
  assert.equal((await visited({ runId: 'run-1', events: [seen('web-2')] })).exit, 0);
  assert.equal((await visited()).exit, 0);
});
