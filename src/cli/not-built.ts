/** Commands of later versions: typed, they are refused by name instead of as a misspelling. */
export const NOT_BUILT = ['alerts', 'backtest', 'reference', 'publish', 'serve'] as const
