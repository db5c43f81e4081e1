/**
 * Loaded before everything else (`node --require`), in worker threads too: writes every statement that DuckDB is asked to run or
 * prepare to the file LEEWAY_STATEMENTS, one line of JSON each: the database's path and the SQL.
 */
const { appendFileSync } = require('node:fs')
const { Module, syncBuiltinESMExports } = require('node:module')
const threads = require('node:worker_threads')

threads.Worker = class extends threads.Worker {
  constructor(file, options) {
    super(file, { ...options, execArgv: [...(options?.execArgv ?? process.execArgv), '--require', __filename] })
  }
}
syncBuiltinESMExports()

const path = require.resolve('@duckdb/node-bindings')
const duckdb = require(path)
// The bindings' own properties are read-only, so that whoever loads them is given a copy.
const counted = Object.fromEntries(Object.getOwnPropertyNames(duckdb).map((name) => [name, duckdb[name]]))

const databases = new Map()
const connections = new Map()
const wrap = (name, after) => {
  if (typeof duckdb[name] !== 'function') throw new Error(`the bindings have no ${name}`)
  counted[name] = (...args) => {
    const result = duckdb[name](...args)
    return after(args, result) ?? result
  }
}
const remember = (map, value) => async (args, result) => {
  const handle = await result
  map.set(handle, value(args))
  return handle
}
wrap(
  'open',
  remember(databases, ([file]) => file ?? ':memory:'),
)
wrap(
  'get_or_create_from_cache',
  remember(databases, ([, file]) => file ?? ':memory:'),
)
wrap(
  'connect',
  remember(connections, ([database]) => databases.get(database)),
)
for (const name of ['query', 'prepare', 'extract_statements'])
  wrap(name, ([connection, sql]) => {
    appendFileSync(process.env.LEEWAY_STATEMENTS, `${JSON.stringify([connections.get(connection) ?? null, sql])}\n`)
  })
// A module of its own: an import would still see what this one exported at first.
require.cache[path] = Object.assign(new Module(path), { filename: path, loaded: true, exports: counted })
