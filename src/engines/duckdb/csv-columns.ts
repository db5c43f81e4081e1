/**
 * The columns of CSV files. All are read as text and cast per value, so that one bad cell never ends a run.
 * A column is numeric when at least 90 % of its values are numbers; the others are read as missing, and counted.
 */
import { LeewayError } from '../../core/errors.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import {
  type CsvDialect,
  castColumns,
  csvTextFrom,
  type FileReadOptions,
  literalPath,
  type TypedColumn,
} from '../../sql/source.ts'
import type { DataFile } from './find-files.ts'
import type { Session } from './session.ts'

export interface CsvTable {
  readonly columns: readonly TypedColumn[]
  readonly notes: readonly string[]
  /** The FROM clause over some of the files. */
  from(files: readonly string[]): string
}

const NUMERIC_SHARE = 0.9
/** Beyond this many bytes the first million rows decide. */
const EXAMINE_ALL_BYTES = 256 * 2 ** 20
const EXAMINE_ROWS = 1_000_000
/** More lines before the header than this are not a preamble but lines of another width. */
const MOST_PREAMBLE_LINES = 20

const dialect = duckdbDialect

export async function readCsvColumns(session: Session, files: readonly DataFile[], hive: boolean): Promise<CsvTable> {
  const first = files[0]!.path
  const { csv, sniffed, notes } = await sniff(session, first)
  const options: FileReadOptions = { hive, byName: files.length > 1 }
  const textFrom = (paths: readonly string[]): string =>
    csvTextFrom(dialect, paths, csv, options, files.length === 1 && !hive ? [...sniffed.keys()] : null)

  const all = files.map((file) => file.path)
  const names = (await session.types(`select * from ${textFrom(all)}`)).map((column) => column.name)
  const { types, examined, complete } = await decideTypes(session, textFrom(all), names, sniffed, files)
  const said = types.filter((t) => t.unreadable > 0).map((t) => sayUnreadable(t, examined, complete))
  return {
    columns: types,
    notes: [...notes, ...said],
    from: (paths) => castColumns(dialect, textFrom(paths), types),
  }
}

interface Sniffed {
  readonly csv: CsvDialect
  readonly sniffed: ReadonlyMap<string, string>
  readonly notes: readonly string[]
}

async function sniff(session: Session, path: string): Promise<Sniffed> {
  const [row] = await session.rows(
    `select Delimiter as delimiter, "Quote" as quote, "Escape" as escape, SkipRows as skip, HasHeader as header,
       list_transform(Columns, c -> c.name) as names, list_transform(Columns, c -> c.type) as types
     from sniff_csv(${dialect.quoteString(literalPath(path))})`,
  )
  const skip = Number(row!['skip'])
  const header = row!['header'] === true
  if (skip > 0 && (!header || skip > MOST_PREAMBLE_LINES)) {
    throw new LeewayError(
      'TABLE_UNREADABLE',
      `lines of different widths: near line ${skip + (header ? 1 : 0)} the number of fields changes`,
      {
        place: path,
        mend: 'mend the line, or quote fields that hold the delimiter or line breaks',
      },
    )
  }
  const given = (value: unknown, otherwise: string): string => (value === '(empty)' || value === '' ? otherwise : String(value))
  const names = row!['names'] as readonly string[]
  const types = row!['types'] as readonly string[]
  return {
    csv: {
      delimiter: String(row!['delimiter']),
      quote: given(row!['quote'], '"'),
      escape: given(row!['escape'], '"'),
      header,
      skip,
    },
    sniffed: new Map(names.map((name, i) => [name, types[i]!])),
    notes: [
      ...(skip > 0 ? [`${path}: the first ${skip} lines were skipped as a preamble before the header`] : []),
      ...(header
        ? []
        : [`${path} has no header line: its columns are named ${names.slice(0, 2).join(', ')}${names.length > 2 ? ', …' : ''}`]),
    ],
  }
}

interface DecidedColumn extends TypedColumn {
  /** Values that are not numbers in a numeric column. */
  readonly unreadable: number
}

async function decideTypes(
  session: Session,
  from: string,
  names: readonly string[],
  sniffed: ReadonlyMap<string, string>,
  files: readonly DataFile[],
): Promise<{ types: readonly DecidedColumn[]; examined: number; complete: boolean }> {
  const complete = files.reduce((sum, file) => sum + file.bytes, 0) <= EXAMINE_ALL_BYTES
  const tests = names.map((name, i) => {
    const column = dialect.quoteIdentifier(name)
    const type = sniffed.get(name) ?? 'VARCHAR'
    const cast = type === 'BOOLEAN' || type === 'DATE' || type.startsWith('TIMESTAMP') ? type : 'DOUBLE'
    const whole =
      cast === 'DOUBLE' ? `, count(*) filter (where regexp_full_match(trim(${column}), '[+-]?[0-9]{1,18}')) as w${i}` : ''
    return `count(${column}) as n${i}, count(try_cast(${column} as ${cast})) as t${i}${whole}`
  })
  const rows = complete ? from : `(select * from ${from} limit ${EXAMINE_ROWS})`
  const [row] = await session.rows(`select count(*) as examined, ${tests.join(', ')} from ${rows}`)
  const types = names.map((name, i) => decide(name, sniffed.get(name) ?? 'VARCHAR', row!, i))
  return { types, examined: Number(row!['examined']), complete }
}

function decide(name: string, sniffed: string, row: Readonly<Record<string, unknown>>, i: number): DecidedColumn {
  const values = Number(row[`n${i}`])
  const parsed = Number(row[`t${i}`])
  if (values === 0) return { name, type: 'VARCHAR', unreadable: 0 }
  const whole = row[`w${i}`]
  if (whole === undefined) return { name, type: parsed === values ? sniffed : 'VARCHAR', unreadable: 0 }
  if (parsed === 0 || parsed < NUMERIC_SHARE * values) return { name, type: 'VARCHAR', unreadable: 0 }
  return { name, type: Number(whole) === parsed ? 'BIGINT' : 'DOUBLE', unreadable: values - parsed }
}

const sayUnreadable = (column: DecidedColumn, examined: number, complete: boolean): string =>
  `column ${column.name}: ${column.unreadable.toLocaleString('en-US')} values are not numbers and are read as missing` +
  (complete ? '' : ` (in the first ${examined.toLocaleString('en-US')} rows)`)
