/** Frozen bins as stored rows, one per column, and back. Number lists are little-endian 64-bit (32-bit for bin numbers) blobs. */
import type { Column, ColumnKind } from '../core/columns.ts'
import type { Cell, TableColumn } from './append-rows.ts'
import type { SqlRow } from './database.ts'
import { textOf, usOf } from './metric-rows.ts'
import type { BinsVersion, FrozenColumn } from './store.ts'
import { strictJson } from './strict-json.ts'

interface BinsColumn {
  readonly bins: BinsVersion
  readonly ordinal: number
  /** The key in `columns`; the same as the column's name. */
  readonly name: string
  readonly frozen: FrozenColumn
}

export const binsColumns = (bins: BinsVersion): BinsColumn[] =>
  [...bins.columns].map(([name, frozen], ordinal) => ({ bins, ordinal, name, frozen }))

export const BINS_TABLE: readonly TableColumn<BinsVersion>[] = [
  { name: 'monitor', type: 'text', cell: (b) => b.monitor },
  { name: 'version', type: 'integer', cell: (b) => b.version },
  { name: 'basis', type: 'text', cell: (b) => b.basis },
  { name: 'created_at', type: 'instant', cell: (b) => b.createdAtUs },
  { name: 'reference_rows', type: 'bigint', cell: (b) => b.referenceRows },
  { name: 'slice_values', type: 'text', cell: (b) => strictJson(Object.fromEntries(b.sliceValues)) },
]

const list = (values: readonly string[] | null | undefined): string | null =>
  values === undefined ? null : JSON.stringify(values)

export const BINS_COLUMN_TABLE: readonly TableColumn<BinsColumn>[] = [
  { name: 'monitor', type: 'text', cell: (c) => c.bins.monitor },
  { name: 'version', type: 'integer', cell: (c) => c.bins.version },
  { name: 'ordinal', type: 'integer', cell: (c) => c.ordinal },
  { name: 'column_name', type: 'text', cell: (c) => c.name },
  { name: 'engine_type', type: 'text', cell: (c) => c.frozen.column.engineType },
  { name: 'data_type', type: 'text', cell: (c) => c.frozen.column.dataType },
  { name: 'kind', type: 'text', cell: (c) => c.frozen.column.kind },
  { name: 'fine', type: 'blob', cell: (c) => bytesOf(c.frozen.fine) },
  { name: 'coarse', type: 'blob', cell: (c) => bytesOf(c.frozen.coarse) },
  { name: 'coarse_of_fine', type: 'blob', cell: (c) => bytesOf(c.frozen.coarseOfFine) },
  { name: 'shift', type: 'double', cell: (c) => c.frozen.shift ?? null },
  { name: 'categories', type: 'text', cell: (c) => list(c.frozen.categories) },
  { name: 'known_values', type: 'text', cell: (c) => list(c.frozen.knownValues) },
]

/** @param columns rows of `bins_columns` in order */
export function binsOf(row: SqlRow, columns: readonly SqlRow[]): BinsVersion {
  return {
    monitor: textOf(row['monitor'])!,
    version: Number(row['version']),
    basis: textOf(row['basis'])!,
    createdAtUs: usOf(row['created_at']),
    referenceRows: Number(row['reference_rows']),
    columns: new Map(columns.map((column) => [textOf(column['column_name'])!, frozenOf(column)])),
    sliceValues: new Map(Object.entries(JSON.parse(textOf(row['slice_values'])!) as Record<string, string[]>)),
  }
}

function frozenOf(row: SqlRow): FrozenColumn {
  const column: Column = {
    name: textOf(row['column_name'])!,
    engineType: textOf(row['engine_type'])!,
    dataType: textOf(row['data_type'])!,
    kind: textOf(row['kind']) as ColumnKind,
  }
  const [fine, coarse, coarseOfFine] = [row['fine'], row['coarse'], row['coarse_of_fine']].map(bufferOf)
  const [categories, knownValues] = [textOf(row['categories']), textOf(row['known_values'])]
  return {
    column,
    ...(fine ? { fine: new Float64Array(fine) } : {}),
    ...(coarse ? { coarse: new Float64Array(coarse) } : {}),
    ...(coarseOfFine ? { coarseOfFine: new Int32Array(coarseOfFine) } : {}),
    ...(typeof row['shift'] === 'number' ? { shift: row['shift'] } : {}),
    ...(categories === null ? {} : { categories: JSON.parse(categories) as string[] }),
    ...(knownValues === null ? {} : { knownValues: JSON.parse(knownValues) as string[] | null }),
  }
}

const bytesOf = (array: Float64Array | Int32Array | undefined): Cell =>
  array ? new Uint8Array(array.buffer, array.byteOffset, array.byteLength) : null

/** A copy, because a typed array must begin at a multiple of its element's size. */
function bufferOf(value: SqlRow[string] | undefined): ArrayBuffer | undefined {
  if (value === null || value === undefined) return undefined
  return Uint8Array.from((value as { readonly bytes: Uint8Array }).bytes).buffer
}
