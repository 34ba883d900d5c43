import { importTests } from './import-tests.ts';

await importTests('src/model', 'src/commands', 'src/facts', 'src/steps');
