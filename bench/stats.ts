/** How long the statistics take: `node --import tsx bench/stats.ts`. */
const before = performance.now()
const stats = await import('../src/stats/index.ts')
const loaded = performance.now() - before

function time(name: string, repeats: number, call: (i: number) => unknown): void {
  for (let i = 0; i < Math.min(repeats, 200); i++) call(i)
  const start = performance.now()
  for (let i = 0; i < repeats; i++) call(i)
  const micros = ((performance.now() - start) * 1000) / repeats
  process.stdout.write(`${name.padEnd(58)} ${micros.toFixed(2).padStart(10)} us\n`)
}

const random = stats.createRandom(1)
const counts = (k: number, n: number): Float64Array => {
  const out = new Float64Array(k)
  for (let i = 0; i < n; i++) out[random.integer(k)]!++
  return out
}
const [r34, c34] = [counts(34, 10_000), counts(34, 1000)]
const [r322, c322] = [counts(322, 100_000), counts(322, 5000)]
const edges = Float64Array.from({ length: 321 }, (_, i) => i / 10)
const values = Float64Array.from({ length: 1_000_000 }, random.normal)
const sorted = values.slice(0, 100_000).sort()
const other = values.slice(100_000, 200_000).sort()
const registers = stats.createRegisters()
const range = { min: 0, max: 33 }

process.stdout.write(`import: ${loaded.toFixed(1)} ms\n`)
time('driftEvidence, 34 ordered bins', 20_000, () => stats.driftEvidence(r34, c34, { ordered: true }))
time('driftEvidence, 34 categories', 20_000, () => stats.driftEvidence(r34, c34, { ordered: false }))
time('psi, 34 bins', 100_000, () => stats.psi(r34, c34))
time('jensenShannon, 34 bins', 100_000, () => stats.jensenShannon(r34, c34))
time('ksFromCounts, 322 bins', 20_000, () => stats.ksFromCounts(r322, c322))
time('wassersteinFromCounts, 322 bins', 5000, () => stats.wassersteinFromCounts(edges, r322, c322, range, range))
time('quantilesFromCounts, 322 bins, 3 probabilities', 20_000, () =>
  stats.quantilesFromCounts(edges, r322, 0, 33, [0.25, 0.5, 0.75]),
)
time('ksTwoSample, 100,000 + 100,000', 50, () => stats.ksTwoSample(sorted, other))
time('wasserstein, 100,000 + 100,000', 50, () => stats.wasserstein(sorted, other))
time('countIntoBins, 1,000,000 values, 321 edges', 10, () => stats.countIntoBins(edges, values))
time('addDoubles, 1,000,000 values', 10, () => stats.addDoubles(registers, values))
time('estimateDistinct', 20_000, () => stats.estimateDistinct(registers))
time('momentsFromValues, 1,000,000 values', 10, () => stats.momentsFromValues(values))
for (const n of [140, 141, 2000, 100_000, 1_000_000]) {
  for (const z of [0.4, 0.8, 1.4, 1.9, 5, 15]) {
    const d = z * n ** -0.5
    if (d < 1) time(`kolmogorovTwoSided, n ${n}, d sqrt(n) ${z}`, 200, () => stats.kolmogorovTwoSided(d, n))
  }
}
time('chiSquaredUpperTail(1e6 + 2e3, 1e6)', 500, () => stats.chiSquaredUpperTail(1e6 + 2e3, 1e6))
time('studentTTwoSided(2, 1e8)', 100, () => stats.studentTTwoSided(2, 1e8))
time('fUpperTail(1.5, 18.6, 558)', 10_000, () => stats.fUpperTail(1.5, 18.6, 558))
time('binomialUpperTail(501000, 1e6, 0.5)', 1000, () => stats.binomialUpperTail(501_000, 1e6, 0.5))
time('fisherExact, 1,000,000 rows', 2000, () => stats.fisherExact({ successes: 30, rows: 1e6 }, { successes: 4, rows: 5e4 }))
const scores = values.map((x) => 1 / (1 + Math.exp(-x)))
const labels = values.map((x) => (x > 0.3 ? 1 : 0))
time('scoreHistogram, 1,000,000 rows', 3, () => stats.scoreHistogram(scores, labels))
time('scoreHistogram, 100,000 rows', 10, () => stats.scoreHistogram(scores.slice(0, 100_000), labels.slice(0, 100_000)))
const histogram = stats.scoreHistogram(scores, labels)
const day = stats.scoreHistogram(scores.slice(0, 16_500), labels.slice(0, 16_500))
time('scoreMetrics, coarse', 5000, () => stats.scoreMetrics(histogram))
time('scoreMetrics, 16,500 rows', 500, () => stats.scoreMetrics(day))
time('mergeScoreHistograms, 16,500 + 16,500 rows', 500, () => stats.mergeScoreHistograms(day, day))
