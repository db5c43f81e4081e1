/** Rooms import only from lower levels; cycles fail. Contract files may be imported upward as types. */
const level = {
  core: 0,
  stats: 0,
  sql: 0,
  aggregates: 1,
  metrics: 2,
  config: 2,
  plan: 3,
  engines: 3,
  store: 3,
  monitor: 4,
  checks: 4,
  operations: 5,
  retraining: 5,
  integrations: 5,
  feedback: 5,
  report: 5,
  checklists: 6,
  document: 6,
  cli: 7,
  demo: 7,
  library: 7,
}
const rooms = Object.keys(level)
const contracts =
  '^src/(config/project|store/store|store/journal|engines/engine|checks/finding|metrics/rows|aggregates/states)[.]ts$'

const higher = rooms
  .map((room) => {
    const above = rooms.filter((other) => level[other] > level[room])
    return { room, above }
  })
  .filter(({ above }) => above.length > 0)

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    ...higher.map(({ room, above }) => ({
      name: `layers-${room}`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: `^src/(${above.join('|')})/`, pathNot: contracts },
    })),
    ...higher.map(({ room, above }) => ({
      name: `contracts-as-types-${room}`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: `^src/(${above.join('|')})/`, dependencyTypesNot: ['type-only'] },
    })),
    {
      name: 'no-dev-dependency-at-run-time',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-unresolved', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)' },
  },
}
