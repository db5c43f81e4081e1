/** The measurement as a markdown page. */
export interface Section {
  readonly title: string
  readonly text: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export function page(intro: string, sections: readonly Section[]): string {
  const parts = sections.map(({ title, text, head, rows }) =>
    [
      `## ${title}`,
      text,
      [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n'),
    ].join('\n\n'),
  )
  return `${[intro, ...parts].join('\n\n')}\n`
}
