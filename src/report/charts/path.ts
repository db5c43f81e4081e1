/** SVG path text for lines, steps and bands that may have gaps. */
import { px } from '../view/html.ts'

export type Values = readonly (number | null)[]

/** A line through all known values; a gap where one is null. A lone value between two gaps becomes a short dash. */
export function linePath(values: Values, x: (i: number) => number, y: (v: number) => number): string {
  let path = ''
  let drawing = false
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value === null || value === undefined) {
      drawing = false
      continue
    }
    const alone = !drawing && (values[i + 1] ?? null) === null
    path += alone ? `M${px(x(i) - 2)} ${px(y(value))}h4` : `${drawing ? 'L' : 'M'}${px(x(i))} ${px(y(value))}`
    drawing = true
  }
  return path
}

/** The area between two lines, in as many pieces as there are gaps. */
export function bandPath(low: Values, high: Values, x: (i: number) => number, y: (v: number) => number): string {
  let path = ''
  let start = -1
  const known = (i: number): boolean => (low[i] ?? null) !== null && (high[i] ?? null) !== null
  for (let i = 0; i <= low.length; i++) {
    if (i < low.length && known(i)) {
      if (start < 0) start = i
      continue
    }
    if (start < 0) continue
    for (let j = start; j < i; j++) path += `${j === start ? 'M' : 'L'}${px(x(j))} ${px(y(high[j]!))}`
    for (let j = i - 1; j >= start; j--) path += `L${px(x(j))} ${px(y(low[j]!))}`
    path += 'Z'
    start = -1
  }
  return path
}

/** A step line of constant pieces, each as wide as its window; for what holds over a whole window (a chance bound). */
export function stepPath(values: Values, x: (i: number) => number, step: number, y: (v: number) => number): string {
  let path = ''
  let before: number | null = null
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? null
    if (value !== null) {
      if (before === null) path += `M${px(x(i) - step / 2)} ${px(y(value))}`
      else if (before !== value) path += `V${px(y(value))}`
      path += `H${px(x(i) + step / 2)}`
    }
    before = value
  }
  return path
}
