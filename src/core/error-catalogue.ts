/** Every error code, with the exit code it ends a command with. `docs/errors.md` explains each; a test checks both ways. */
interface CatalogueEntry {
  readonly exit: 2 | 3 | 130
  readonly title: string
}

const entries = {
  USAGE: { exit: 2, title: 'the command line is wrong' },
  CONFIG_NOT_FOUND: { exit: 2, title: 'no leeway.yaml' },
  CONFIG_UNREADABLE: { exit: 2, title: 'leeway.yaml cannot be read' },
  CONFIG_INVALID: { exit: 2, title: 'leeway.yaml has mistakes' },
  CONFIG_SECRET: { exit: 2, title: 'a referenced secret is missing' },
  NOT_BUILT: { exit: 2, title: 'a part that this version does not have' },
  TABLE_NOT_FOUND: { exit: 3, title: 'the table or file does not exist' },
  TABLE_UNREADABLE: { exit: 3, title: 'the table or file cannot be read' },
  TABLE_EMPTY: { exit: 3, title: 'the table has no rows that can be used, or no columns' },
  COLUMN_NOT_FOUND: { exit: 2, title: 'a column does not exist' },
  COLUMN_TYPE: { exit: 2, title: 'a column has a type that does not fit' },
  SQL_REFUSED: { exit: 2, title: 'an SQL expression is not allowed here' },
  ENGINE_UNSUPPORTED: { exit: 2, title: 'the engine lacks what the plan needs' },
  ENGINE_FAILED: { exit: 3, title: 'the engine failed' },
  STORE_LOCKED: { exit: 3, title: 'another process holds the store' },
  STORE_NEWER: { exit: 3, title: 'the store was written by a newer version' },
  STORE_UNWRITABLE: { exit: 3, title: 'the store cannot be written' },
  STORE_DAMAGED: { exit: 3, title: 'the store cannot be read' },
  NOT_FOUND: { exit: 2, title: 'no such monitor, finding or table' },
  OUTPUT_UNWRITABLE: { exit: 3, title: 'an output file cannot be written' },
  MLFLOW_UNREACHABLE: { exit: 3, title: 'the MLflow server cannot be reached' },
  MLFLOW_FAILED: { exit: 3, title: 'the MLflow server refused or failed' },
  INTERRUPTED: { exit: 130, title: 'interrupted' },
  STATS_SHAPE: { exit: 3, title: 'inputs of different lengths' },
  STATS_EMPTY: { exit: 3, title: 'no data' },
  STATS_DOMAIN: { exit: 3, title: 'a value outside the domain' },
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof entries

export const ERROR_CATALOGUE: Readonly<Record<ErrorCode, CatalogueEntry>> = entries
