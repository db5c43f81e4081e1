/** Blocks of a long table are filled when they come near the screen, so that 1,000 columns cost no more than those in sight. */
import { columnRows } from '../view/columns-section.ts'
import type { View } from '../view/state.ts'

/** A first guess of a row's height, corrected by the first block. */
let rowHeight = 58
let observer: IntersectionObserver | null = null

export function setUpLazyRows(place: HTMLElement | null, currentView: () => View): void {
  observer?.disconnect()
  if (!place) return
  const empty = [...place.querySelectorAll<HTMLElement>('tbody[data-rows]')]
  if (empty.length === 0) return
  const first = place.querySelector('tbody')
  const rows = first?.rows.length ?? 0
  if (first && rows > 0) rowHeight = first.getBoundingClientRect().height / rows

  for (const block of empty) block.style.height = `${Math.round(rowHeight * (block.dataset['rows'] ?? '').split(' ').length)}px`
  // What is in sight now is filled now, so that a repaint does not flicker.
  const near = empty.filter((block) => {
    const { top, bottom } = block.getBoundingClientRect()
    return bottom > -200 && top < innerHeight + 200
  })
  for (const block of near) fill(block, currentView())
  observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue
        observer?.unobserve(target)
        fill(target as HTMLElement, currentView())
      }
    },
    { rootMargin: '600px' },
  )
  for (const block of empty) if (block.dataset['rows'] !== undefined) observer.observe(block)
}

/** Paper has no scrolling. */
export function fillAllRows(place: HTMLElement | null, view: View): void {
  for (const block of place?.querySelectorAll<HTMLElement>('tbody[data-rows]') ?? []) fill(block, view)
}

function fill(block: HTMLElement, view: View): void {
  const columns = (block.dataset['rows'] ?? '').split(' ').map(Number)
  delete block.dataset['rows']
  block.style.height = ''
  block.innerHTML = columnRows(view, columns, Number(block.dataset['from'])).html
}
