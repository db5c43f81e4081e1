import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: {
    cli: 'src/cli/main.ts',
    index: 'src/index.ts',
    stats: 'src/stats/index.ts',
    'scan-worker': 'src/engines/duckdb/scan-worker.ts',
  },
  deps: { neverBundle: [/^@duckdb\//] },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: true,
  clean: true,
  sourcemap: false,
  fixedExtension: true,
})
