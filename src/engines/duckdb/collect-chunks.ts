import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options: { readonly type: 'minor' | 'major' }) => void
let collect: Collect | undefined

/**
 * Frees chunks that are no longer used. Their memory is DuckDB's: the garbage collector does not see its size, runs far too
 * seldom, and each chunk then takes fresh memory from the system: 10 million rows x 20 columns took 3.7 s and 2.2 GB to read
 * without this, 1.6 s and 0.3 GB with it. The bindings have no call that frees a chunk.
 */
export function collectChunks(): void {
  collector()({ type: 'minor' })
}

/** The same for arrays of values: hundreds of megabytes of them would wait for a collection that nothing else asks for. */
export function collectValues(): void {
  collector()({ type: 'major' })
}

function collector(): Collect {
  if (!collect) {
    // Only contexts made from now on see it; it is not taken back, as other threads may be at this line too.
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as Collect
  }
  return collect
}
