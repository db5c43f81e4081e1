/** The outside world of a command: what a test replaces. */
export interface Effects {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Data. */
  readonly out: (text: string) => void
  /** Talk. */
  readonly err: (text: string) => void
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  readonly columns: number
  /** Microseconds since 1970-01-01 UTC. */
  readonly nowUs: () => number
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** Colour only on a terminal, and never with NO_COLOR. */
export const wantsColour = (effects: Effects): boolean =>
  effects.outIsTerminal && !effects.env['NO_COLOR'] && effects.env['TERM'] !== 'dumb'
