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
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number
  /** Microseconds since 1970-01-01 UTC. */
  readonly nowUs: () => number
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Node's own version, with the `v`. */
  readonly nodeVersion: string
  /** From now on these values are replaced in everything that goes to stderr. */
  readonly hide: (secrets: readonly string[]) => void
  /** Shows a file in the desktop's own program (`--open`). @returns false where there is none */
  readonly openFile: (path: string) => Promise<boolean>
}

const allowsColour = ({ env }: Effects): boolean => !env['NO_COLOR'] && env['TERM'] !== 'dumb'

/** Colour only on a terminal, and never with NO_COLOR. */
export const wantsColour = (effects: Effects): boolean => effects.outIsTerminal && allowsColour(effects)

/** The same for talk. */
export const wantsColourInTalk = (effects: Effects): boolean => effects.errIsTerminal && allowsColour(effects)

/** Tables fit 80 columns; a narrower terminal gets narrower ones, a wider one up to 100. */
export const widthOf = (effects: Effects): number => (effects.outIsTerminal ? Math.min(100, Math.max(40, effects.columns)) : 80)
