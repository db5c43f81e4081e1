/** Words that are SQL and not metrics in a derived or drift expression. Small on purpose: arithmetic over numbers needs no more. */

export const KEYWORDS: ReadonlySet<string> = new Set(
  'case when then else end and or not null is in between true false as distinct from'.split(' '),
)

/** Words that would read something else than the values of this row. */
export const REFUSED_WORDS: ReadonlySet<string> = new Set(
  'select with union intersect except join where group having order limit over exists insert update delete drop create attach copy'.split(
    ' ',
  ),
)

/** Scalar functions that both DuckDB and Spark have and that depend on their arguments alone. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'abs ceil ceiling floor round sign sqrt cbrt exp ln log2 log10 power pow mod greatest least coalesce nullif ifnull nvl cast try_cast ' +
    'isnan sin cos tan asin acos atan atan2 pi radians degrees concat lower upper length trim substring'
  ).split(' '),
)

export const TYPES: ReadonlySet<string> = new Set(
  'double float real int integer bigint smallint tinyint decimal numeric string varchar boolean bool'.split(' '),
)
