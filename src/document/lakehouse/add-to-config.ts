/** Adds a monitor to the text of a leeway.yaml; what stands there already stays as it is, comments and blanks too. */
import { isMap, isScalar, parseDocument, stringify } from 'yaml'
import { LeewayError } from '../../core/errors.ts'

const FORMAT = { lineWidth: 0, flowCollectionPadding: false } as const

/**
 * @param text of the file, or null where there is none yet
 * @throws LeewayError USAGE where the monitor is there already; CONFIG_INVALID where the text is not YAML
 */
export function addToConfig(text: string | null, name: string, entry: Readonly<Record<string, unknown>>, place: string): string {
  if (text === null || text.trim() === '') return `version: 1\nmonitors:\n${block(name, entry, 2, 2)}`
  const document = parseDocument(text)
  const [error] = document.errors
  if (error) throw new LeewayError('CONFIG_INVALID', error.message, { place, mend: 'mend the file first: leeway doctor' })
  const monitors = document.get('monitors', true)
  if (isMap(monitors) && monitors.has(name))
    throw new LeewayError('USAGE', `there is a monitor "${name}" already`, {
      place,
      mend: 'change it in the file, or give another name: lakehouseMonitors.create({…}, {name})',
    })
  const last = isMap(monitors) && !monitors.flow ? monitors.items.at(-1) : undefined
  if (isMap(monitors) && monitors.range && last && isScalar(last.key) && last.key.range) {
    // Behind the last monitor, in its own indentation.
    const indent = columnOf(text, last.key.range[0])
    const end = endOfLine(text, monitors.range[1])
    const before = text.slice(0, end)
    return `${before}${before.endsWith('\n') ? '' : '\n'}${block(name, entry, indent, 2)}${text.slice(end)}`
  }
  if (isMap(monitors)) document.setIn(['monitors', name], document.createNode(entry))
  else document.set('monitors', document.createNode({ [name]: entry }))
  return document.toString(FORMAT)
}

const block = (name: string, entry: Readonly<Record<string, unknown>>, indent: number, step: number): string =>
  stringify({ [name]: entry }, { ...FORMAT, indent: step })
    .split('\n')
    .map((line) => (line === '' ? line : ' '.repeat(indent) + line))
    .join('\n')

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1)

/** The value's end may stand behind its line break already, or before a comment of its line. */
function endOfLine(text: string, at: number): number {
  if (text[at - 1] === '\n') return at
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end + 1
}
