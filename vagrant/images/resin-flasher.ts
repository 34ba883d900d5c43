import { basename, join } from 'node:path';

import { runProgram } from '../run-program.ts';
import { cached, fileInputs } from './cache.ts';
import { buildResinOs } from './resin-os.ts';

const SCRIPT = join(import.meta.dirname, 'resin-flasher.sh');
const TIMEOUT_MS = 15 * 60_000;

/** The path of a sparse raw disk in the shape of a flasher's image, with the lab's resinOS image in it. No machine boots it. */
export async function buildResinFlasher(say: (line: string) => void): Promise<string> {
  const { image, deviceType } = await buildResinOs(say);
  const inputs = [basename(image), ...fileInputs(SCRIPT, import.meta.filename)];
  return cached('resin-flasher.raw', inputs, async (out) => {
    await runProgram([SCRIPT, image, out], {
      timeoutMs: TIMEOUT_MS,
      env: { LAB_DEVICE_TYPE: deviceType },
      hint: 'Install what is missing: npm run lab -- tools',
    });
  });
}
