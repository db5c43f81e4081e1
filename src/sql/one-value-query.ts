/** A user's query of one value, asked for as text: an instant keeps what it says of its zone. */
import { queryFrom } from './source.ts'

/** The first column of the first two rows, so that a second one is noticed. */
export const oneValueQuery = (query: string): string => `select cast(v as varchar) as v from ${queryFrom(query)} as t(v) limit 2`
