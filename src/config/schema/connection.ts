import * as z from 'zod'
import { secret, section, TOKEN_DESCRIPTION, text, variants, wholeNumber } from './kinds.ts'

export const ENGINES = ['duckdb', 'spark', 'databricks'] as const

const duckdb = section('a duckdb connection', {
  engine: z.literal('duckdb').describe('DuckDB, embedded: files, and the tables and views of a database file.'),
  path: text('the path of a DuckDB database file')
    .optional()
    .describe('Database file, opened read-only. Without it: files only. Relative to leeway.yaml.'),
  memory_limit: z
    .string({ error: 'a size such as 4GB, 512MB or 2GiB' })
    .regex(/^\d+(\.\d+)?\s*(KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/i, { error: 'a size such as 4GB, 512MB or 2GiB' })
    .optional()
    .describe("Most memory that DuckDB may use; above it, it spills to disk. Default: DuckDB's own, 80 % of the machine."),
  threads: wholeNumber(1, 1024).optional().describe('Threads that DuckDB may use. Default: all cores.'),
  spill_folder: text('the path of a folder')
    .optional()
    .describe("Where DuckDB puts what does not fit into memory. Default: the system's temporary folder."),
})

const spark = section('a spark connection', {
  engine: z.literal('spark').describe('Apache Spark over Spark Connect.'),
  url: z
    .string({ error: 'a Spark Connect address: "sc://host:15002"' })
    .regex(/^(sc:\/\/\S+|.*\$\{(env|file):.*)$/, { error: 'a Spark Connect address: "sc://host:15002"' })
    .describe('Spark Connect address, `sc://host:port`.'),
  token: secret().optional().describe(TOKEN_DESCRIPTION),
})

const databricks = section('a databricks connection', {
  engine: z.literal('databricks').describe('A Databricks SQL warehouse or cluster.'),
  host: text('the host name of the workspace').describe('Host name of the workspace.'),
  http_path: text('the HTTP path of an SQL warehouse').optional().describe('HTTP path of the SQL warehouse; or say cluster_id.'),
  cluster_id: text('the id of a cluster').optional().describe('Cluster to use over Spark Connect; or say http_path.'),
  token: secret().describe(TOKEN_DESCRIPTION),
})

export const connection = variants('engine', 'the engine of a connection', ENGINES, [duckdb, spark, databricks])
