import type { Column, ColumnKind } from '../core/columns.ts'
import { LeewayError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { EngineContext, Source } from '../engines/engine.ts'
import type { Connection } from './connection.ts'

export type ColumnFinder = (name: string, kinds?: readonly ColumnKind[]) => Column

/**
 * Looks at a table and finds its columns by name: exactly, else without regard to case, as Spark does.
 *
 * @returns a function from a name to its column, which throws LeewayError COLUMN_NOT_FOUND with the nearest name, or COLUMN_TYPE
 * @throws LeewayError TABLE_NOT_FOUND, TABLE_UNREADABLE
 */
export async function findColumns(connection: Connection, source: Source, context: EngineContext): Promise<ColumnFinder> {
  const place = source.table ?? 'query'
  const { columns } = await connection.engine.describe(source, context)
  return (name, kinds) => {
    const column = columns.find((c) => c.name === name) ?? columns.find((c) => c.name.toLowerCase() === name.toLowerCase())
    if (!column) throw missing(name, place, columns)
    if (kinds && !kinds.includes(column.kind))
      throw new LeewayError(
        'COLUMN_TYPE',
        `column ${column.name} has type ${column.engineType}, expected ${kinds.join(' or ')}`,
        {
          place,
          mend: 'name another column, or cast it in a view',
        },
      )
    return column
  }
}

function missing(name: string, place: string, columns: readonly Column[]): LeewayError {
  const names = columns.map((c) => c.name)
  const near = nearestName(name, names)
  return new LeewayError('COLUMN_NOT_FOUND', `no column ${name} in ${place}`, {
    place,
    mend: near === undefined ? `its columns: ${names.slice(0, 12).join(', ')}` : `did you mean ${near}?`,
  })
}
