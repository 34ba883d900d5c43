import { createInterface } from 'node:readline';
import { Writable, type Readable } from 'node:stream';
import { StemError } from '../../model/errors.ts';

export interface Terminal {
  readonly input: Readable;
  readonly write: (text: string) => void;
}

/** Asks without an echo: what is typed never reaches the screen. @throws StemError USAGE where it is broken off */
export async function askHidden(question: string, { input, write }: Terminal): Promise<string> {
  const silence = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  // First the terminal stops to echo, then it is asked: somebody may type at once.
  const lines = createInterface({ input, output: silence, terminal: true, historySize: 0 });
  write(question);
  try {
    return await new Promise<string>((answer, fail) => {
      const breakOff = (): void => {
        fail(new StemError('no password was given', { code: 'USAGE', hint: 'Start again.' }));
      };
      lines.once('line', answer);
      lines.once('SIGINT', breakOff);
      lines.once('close', breakOff);
    });
  } finally {
    lines.close();
    write('\n');
  }
}
