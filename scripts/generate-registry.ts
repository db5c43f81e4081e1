/**
 * Writes src/metrics/registry.generated.ts from the folders: one file per metric, its name the metric's id.
 * `--check` writes nothing and exits 1 when the file is not current.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const KINDS = ['profile', 'drift', 'quality', 'fairness'] as const
const target = fileURLToPath(new URL('../src/metrics/registry.generated.ts', import.meta.url))

const camel = (id: string): string => id.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

function idsOf(kind: string): string[] {
  const folder = new URL(`../src/metrics/${kind}/`, import.meta.url)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -3))
    .sort()
}

/** The registry's text, from the folders as they are. */
export function registryText(): string {
  const imports: string[] = []
  const names: string[] = []
  for (const kind of KINDS) {
    for (const id of idsOf(kind)) {
      imports.push(`import { ${camel(id)} } from './${kind}/${id}.ts'`)
      names.push(camel(id))
    }
  }
  imports.sort((a, b) => (a.slice(a.indexOf("'")) < b.slice(b.indexOf("'")) ? -1 : 1))
  return [
    '// Generated from the folders by scripts/generate-registry.ts; do not edit.',
    "import type { Metric } from './define-metric.ts'",
    ...imports,
    '',
    '/** Every metric, by kind and id. */',
    'export const METRICS: readonly Metric[] = [',
    ...names.map((name) => `  ${name},`),
    ']',
    '',
  ].join('\n')
}

const isMain = process.argv[1] === fileURLToPath(import.meta.url)
if (isMain) {
  const text = registryText()
  if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') !== text) {
      process.stderr.write(
        'src/metrics/registry.generated.ts is not current: run node --import tsx scripts/generate-registry.ts\n',
      )
      process.exitCode = 1
    }
  } else {
    writeFileSync(target, text)
    process.stderr.write(`${text.split('\n').length - 8} lines written\n`)
  }
}
