/** What leeway does with a column: numbers are binned, categories and text counted by value, timestamps profiled, the rest counted. */
export type ColumnKind = 'numeric' | 'categorical' | 'text' | 'boolean' | 'timestamp' | 'other'

export interface Column {
  readonly name: string
  /** The engine's own type text, for messages: `VARCHAR`, `DECIMAL(10,2)`. */
  readonly engineType: string
  /** Spark simple type text, as in the `data_type` column of the metric tables: `double`, `bigint`, `string`, `array<int>`. */
  readonly dataType: string
  readonly kind: ColumnKind
}
