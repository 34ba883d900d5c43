import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { GDB_FILE, throughGdb } from './gdb-stub.ts';
import { hangProcessors } from './hang.ts';

const DESCRIPTION = 'qXfer:features:read:target.xml:0,ffb';

/** A debugger's stub of a machine with two processors, the second one with interrupts off already. */
const ANSWERS: Readonly<Record<string, string>> = {
  [DESCRIPTION]: 'l<target></target>',
  qfThreadInfo: 'm01',
  qsThreadInfo: 'm02',
  'Hg01/p10': '904e4281ffffffff',
  'Hg01/p11': '46020000',
  'Hg02/p10': '0010000000000000',
  'Hg02/p11': '46000000',
};

let dir: string;
let server: Server;
let packets: string[];

/** Its answers come in pieces, as a stream's may. */
function serve(answers: Readonly<Record<string, string>>): Promise<unknown> {
  let thread = '';
  let wasListed = false;
  const answerTo = (packet: string): string => {
    if (packet.startsWith('H')) thread = packet;
    if (packet === 'qsThreadInfo' && wasListed) return 'l';
    wasListed ||= packet === 'qsThreadInfo';
    return answers[packet] ?? answers[`${thread}/${packet}`] ?? 'OK';
  };
  server = createServer((socket) => {
    socket.write('$T02thread:01;#00');
    socket.setEncoding('latin1').on('data', (text: string) => {
      for (const [, packet = '', sum] of text.matchAll(/\$([^#]*)#(..)/g)) {
        packets.push(packet);
        const right = Buffer.from(packet).reduce((total, byte) => total + byte, 0) % 256;
        const answer = Number.parseInt(sum ?? '', 16) === right ? answerTo(packet) : 'E99';
        socket.write('+$');
        setImmediate(() => socket.write(`${answer}#00`));
      }
    });
  });
  return once(server.listen(join(dir, GDB_FILE)), 'listening');
}

describe('a hard hang', () => {
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'stem-gdb-'));
    packets = [];
  });
  afterEach(() => {
    server.close();
    rmSync(dir, { recursive: true });
  });

  it('takes the interrupts of each processor, lets it jump to where it is, and goes on', async () => {
    await serve(ANSWERS);
    await throughGdb(dir, hangProcessors);
    assert.deepEqual(packets, [
      DESCRIPTION,
      ...['qfThreadInfo', 'qsThreadInfo', 'qsThreadInfo'],
      ...['Hg01', 'p11', 'P11=46000000', 'p10', 'Mffffffff81424e90,2:ebfe'],
      ...['Hg02', 'p11', 'P11=46000000', 'p10', 'M1000,2:ebfe'],
      'D',
    ]);
  });

  it('is none where the machine refuses a part of it', async () => {
    await serve({ ...ANSWERS, 'M1000,2:ebfe': 'E14' });
    await assert.rejects(throughGdb(dir, hangProcessors), /the stub refused M1000,2:ebfe: E14/);
  });

  it('is none where the machine knows nothing of single registers', async () => {
    await serve({ ...ANSWERS, 'Hg01/p11': '' });
    await assert.rejects(throughGdb(dir, hangProcessors), /the stub refused p11: $/);
  });

  it('is none where the machine hangs up', { timeout: 10_000 }, async () => {
    server = createServer((socket) => socket.end());
    await once(server.listen(join(dir, GDB_FILE)), 'listening');
    await assert.rejects(throughGdb(dir, hangProcessors), /hung up|EPIPE|ECONNRESET/);
  });
});
