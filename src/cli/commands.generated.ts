// Generated from the folder by scripts/generate-commands.ts; do not edit.
import type { CommandEntry } from './command-entry.ts'

/** Every command, in the order of the main help. Only the one that is typed is loaded. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    usage: '',
    summary: 'real flights: a verdict and a report in a minute',
    group: 'Begin',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
  {
    name: 'compare',
    usage: 'REFERENCE CURRENT',
    summary: 'two files: what changed, and does it matter',
    group: 'Begin',
    load: async () => (await import('./commands/compare.ts')).compareCommand,
  },
  {
    name: 'init',
    usage: '[TABLE…]',
    summary: 'looks at data and proposes a leeway.yaml',
    group: 'Begin',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  {
    name: 'run',
    usage: '',
    summary: 'reads what is new, compares, judges, records',
    group: 'Watch',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  {
    name: 'show',
    usage: '[MONITOR]',
    summary: 'the state: metrics over time, worst columns',
    group: 'Watch',
    load: async () => (await import('./commands/show.ts')).showCommand,
  },
  {
    name: 'explain',
    usage: 'FINDING',
    summary: 'why a finding says so, and which bins moved',
    group: 'Watch',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  {
    name: 'report',
    usage: '-o FILE.html',
    summary: 'one HTML file with charts, to look at or send on',
    group: 'Watch',
    load: async () => (await import('./commands/report.ts')).reportCommand,
  },
  {
    name: 'health',
    usage: '',
    summary: 'which models predict, and which went silent',
    group: 'Ask',
    load: async () => (await import('./commands/health.ts')).healthCommand,
  },
  {
    name: 'volume',
    usage: '',
    summary: 'predictions per day and model',
    group: 'Ask',
    load: async () => (await import('./commands/volume.ts')).volumeCommand,
  },
  {
    name: 'export',
    usage: 'TABLE',
    summary: 'the plain tables of results, for other programs',
    group: 'Ask',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  {
    name: 'versions',
    usage: 'MODEL',
    summary: 'MLflow versions side by side, with their quality in production',
    group: 'Ask',
    load: async () => (await import('./commands/versions.ts')).versionsCommand,
  },
  {
    name: 'doctor',
    usage: '',
    summary: 'checks configuration, tables, store and machine',
    group: 'Set up',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    name: 'schema',
    usage: '[-o FILE]',
    summary: 'JSON Schema of leeway.yaml, for editors',
    group: 'Set up',
    load: async () => (await import('./commands/schema.ts')).schemaCommand,
  },
]
