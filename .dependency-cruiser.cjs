// The import rule of ARCHITECTURE.md: arrows point toward model.
const layer = (name, may) => ({
  name: `${name}-imports-only-${may.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^src/${name}/`, pathNot: '[.]test[.]ts$' },
  to: { path: '^(src|test|vagrant|bench)/', pathNot: `^src/(${[name, ...may].join('|')})/` },
});
const PURE = '^src/(model|commands|facts|steps|planning)/';
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pure-code-does-no-io',
      severity: 'error',
      from: { path: PURE, pathNot: '[.]test[.]ts$' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'] },
    },
    layer('model', []),
    layer('commands', ['model']),
    layer('facts', ['model', 'commands']),
    layer('steps', ['model', 'commands', 'facts']),
    layer('planning', ['model']),
    // The engine takes steps as data. It may use pure device protocols (job, whereabouts), never a step.
    layer('engine', ['model', 'planning', 'commands', 'facts']),
    layer('transport', ['model', 'commands']),
    layer('journal', ['model']),
    layer('bundle', ['model']),
    // The one folder that knows nunjucks. It borrows Python's literals and the nearest name from planning.
    layer('templating', ['model', 'planning']),
    layer('report', ['model', 'planning']),
    layer('cli', [
      'model',
      'commands',
      'facts',
      'steps',
      'planning',
      'templating',
      'engine',
      'transport',
      'journal',
      'bundle',
      'report',
    ]),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
