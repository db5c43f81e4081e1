/** Every command, once: what help says about it and where it is. Only the command that is typed is loaded. */
import type { CommandModule } from '../command.ts'

export interface CommandEntry {
  readonly name: string
  /** What may follow the name, as help shows it. */
  readonly usage: string
  readonly summary: string
  readonly group: 'Begin' | 'Watch' | 'Ask' | 'Set up'
  readonly load: () => Promise<CommandModule>
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    usage: '',
    summary: 'real flights: a verdict and a report in a minute',
    group: 'Begin',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  {
    name: 'compare',
    usage: 'REFERENCE CURRENT',
    summary: 'two files: what changed, and does it matter',
    group: 'Begin',
    load: async () => (await import('./compare.ts')).compareCommand,
  },
  {
    name: 'init',
    usage: '[FILE…]',
    summary: 'looks at data and proposes a leeway.yaml',
    group: 'Begin',
    load: async () => (await import('./init.ts')).initCommand,
  },
  {
    name: 'run',
    usage: '',
    summary: 'reads what is new, compares, judges, records',
    group: 'Watch',
    load: async () => (await import('./run.ts')).runCommand,
  },
  {
    name: 'show',
    usage: '[MONITOR]',
    summary: 'the state: metrics over time, worst columns',
    group: 'Watch',
    load: async () => (await import('./show.ts')).showCommand,
  },
  {
    name: 'explain',
    usage: 'FINDING',
    summary: 'why a finding says so, and which bins moved',
    group: 'Watch',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    name: 'report',
    usage: '-o FILE.html',
    summary: 'one HTML file with charts, to look at or send on',
    group: 'Watch',
    load: async () => (await import('./report.ts')).reportCommand,
  },
  {
    name: 'health',
    usage: '',
    summary: 'which models predict, and which went silent',
    group: 'Ask',
    load: async () => (await import('./health.ts')).healthCommand,
  },
  {
    name: 'volume',
    usage: '',
    summary: 'predictions per day and model',
    group: 'Ask',
    load: async () => (await import('./volume.ts')).volumeCommand,
  },
  {
    name: 'export',
    usage: 'TABLE',
    summary: 'the plain tables of results, for other programs',
    group: 'Ask',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'doctor',
    usage: '',
    summary: 'checks configuration, tables, store and machine',
    group: 'Set up',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'schema',
    usage: '[-o FILE]',
    summary: 'JSON Schema of leeway.yaml, for editors',
    group: 'Set up',
    load: async () => (await import('./schema.ts')).schemaCommand,
  },
]

/** Commands of later versions: typed, they are refused by name instead of as a misspelling. */
export const NOT_BUILT = [
  'ops',
  'quality',
  'decide',
  'versions',
  'checklist',
  'alerts',
  'backtest',
  'reference',
  'publish',
  'serve',
] as const
