import type { TableComparison } from '../monitor/compare-tables.ts'
export async function comparisonReport(_c: TableComparison, _n: unknown, _us: number): Promise<string> {
  return ''
}
