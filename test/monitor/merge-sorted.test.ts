import { describe, expect, it } from 'vitest'
import { mergeSorted } from '../../src/monitor/merge-sorted.ts'
import { createRandom } from '../../src/stats/random.ts'

describe('merging ascending arrays', () => {
  it('gives the sorted union of any number of parts, with -0 before 0', () => {
    const random = createRandom(7).uniform
    for (const parts of [2, 3, 7, 30]) {
      const arrays = Array.from({ length: parts }, (_, p) =>
        Float64Array.from({ length: p * 5 }, () => Math.floor(random() * 9) - 4 || (random() < 0.5 ? -0 : 0)).sort(),
      )
      expect([...mergeSorted(arrays)]).toEqual([...Float64Array.from(arrays.flatMap((a) => [...a])).sort()])
    }
  })
})
