import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { importTests } from './import-tests.ts';

const CORE = ['model', 'commands', 'facts', 'steps'];
const others = readdirSync(join(import.meta.dirname, '..', '..', 'src'))
  .filter((name) => !CORE.includes(name))
  .map((name) => `src/${name}`);

await importTests(...others, 'test/contract', 'test/faults', 'vagrant');
