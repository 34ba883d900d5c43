import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { confirmHosts } from './confirm.ts';

const at = (answer: string | null): Parameters<typeof confirmHosts>[1] & { asked: string[] } => {
  const asked: string[] = [];
  return {
    asked,
    isInTerminal: answer !== null,
    ask: (question) => {
      asked.push(question);
      return Promise.resolve(answer ?? '');
    },
  };
};

describe('confirming a run', () => {
  it('asks at a terminal for the number of devices', async () => {
    const app = at('37');
    await confirmHosts({ hosts: 37, sites: 3, confirmed: undefined }, app);
    assert.deepEqual(app.asked, [
      'This replaces the operating system of 37 devices at 3 sites. Type 37 to go on: ',
    ]);
    const other = confirmHosts({ hosts: 37, sites: 1, confirmed: undefined }, at('yes'));
    await assert.rejects(other, {
      code: 'USAGE',
      message: 'it was not confirmed; nothing was done',
    });
  });

  it('needs the number beforehand where nobody is there', async () => {
    await assert.rejects(confirmHosts({ hosts: 2, sites: 1, confirmed: undefined }, at(null)), {
      code: 'USAGE',
      message: '2 devices are selected, and nobody is at a terminal to confirm it',
      hint: 'Look at the plan, then say --confirm-hosts 2.',
    });
    await confirmHosts({ hosts: 2, sites: 1, confirmed: 2 }, at(null));
    await confirmHosts({ hosts: 1, sites: 1, confirmed: undefined }, at(null));
  });

  it('refuses another number, also at a terminal', async () => {
    await assert.rejects(confirmHosts({ hosts: 2, sites: 1, confirmed: 1 }, at('2')), {
      code: 'USAGE',
      message: '--confirm-hosts says 1 device, but 2 are selected',
    });
  });
});
