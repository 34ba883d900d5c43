import { dirname, resolve } from 'node:path';
import { orderProblems, wantProblems } from '../../planning/make-plan.ts';
import type { Playbook } from '../../planning/playbook/playbook.ts';
import { playbookSchema } from '../../planning/playbook/schema.ts';
import { StemError } from '../../model/errors.ts';
import { stepRegistry } from '../../steps/index.ts';
import { count } from '../../report/words.ts';
import { usageError } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { absoluteExtraVars, readExtraVars } from '../extra-vars.ts';
import { absoluteSource } from '../inventory/read-inventory.ts';
import { INVENTORY } from '../options.ts';
import { identitiesIn } from '../run/identities.ts';
import { playbookAdvice } from '../run/playbook-advice.ts';
import { readPlaybook } from '../run/playbook-file.ts';

/** Reads a playbook as `apply` would, and tells all that is wrong with it at once. */
export const lintCommand: CliCommand = {
  usage: 'lint [playbook]',
  describe: 'Read a playbook, and tell all that is wrong with it; touches no device',
  options: {
    strict: { type: 'flag', describe: 'Warnings end with exit code 65 as well' },
    ...INVENTORY,
    schema: { type: 'flag', describe: 'Print the JSON schema of playbooks, for editors' },
  },
  examples: [
    ['stem-remote lint playbooks/site.yml', 'exit code 65 where something is wrong'],
    ['stem-remote lint site.yml -i fleet.ini --strict', 'also vars that nothing defines; for CI'],
    ['stem-remote lint --schema > playbook.schema.json', 'for the YAML plugin of an editor'],
  ],
  run: (args, app) => {
    if (args.flag('schema')) {
      app.out(JSON.stringify(playbookSchema(stepRegistry), null, 2));
      return Promise.resolve(EXIT.ok);
    }
    const file = args.text('playbook');
    if (file === undefined)
      throw usageError('lint needs a playbook', 'Write `stem-remote lint FILE`.');
    const extraVars = readExtraVars(
      absoluteExtraVars(args.list('extra-vars'), app.cwd),
      app.secrets?.vault,
    );
    const playbook = readPlaybook(resolve(app.cwd, file), extraVars, app);
    checkOrder(playbook, file);
    const sources = args.list('inventory').map((each) => absoluteSource(each, app.cwd));
    const advised = { from: file, file: resolve(app.cwd, file), sources, extraVars };
    const warnings = playbookAdvice(advised, app);
    const identities = identitiesIn({ sources, playFolder: dirname(advised.file) }, extraVars, app);
    for (const line of [...warnings, ...identities]) app.out(line);
    const tasks = playbook.plays.flatMap((play) => play.tasks);
    const [plays, all] = [playbook.plays.length, tasks.length].map(String);
    const found = warnings.length === 0 ? 'nothing is wrong' : count(warnings.length, 'warning');
    app.out(`${file}: ${found} (plays: ${plays ?? ''}, tasks: ${all ?? ''})`);
    const isBad = args.flag('strict') && warnings.length > 0;
    return Promise.resolve(isBad ? EXIT.badInput : EXIT.ok);
  },
};

function checkOrder({ plays }: Playbook, file: string): void {
  const tasks = plays.flatMap((play) => play.tasks);
  const problems = [...orderProblems(tasks), ...wantProblems(tasks)];
  if (problems.length === 0) return;
  throw new StemError(problems.map((problem) => `${file}: ${problem}`).join('\n'), {
    code: 'PLAYBOOK_INVALID',
    hint: 'Put what can be undone before the point of no return; playbooks/migrate.yml has an order that is safe.',
  });
}
