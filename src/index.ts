/** The library: everything the command line does, as functions. */
export { LeewayError } from './core/errors.ts'
export { runProject } from './monitor/run-project.ts'
