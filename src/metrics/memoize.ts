/**
 * Remembers one answer per input object, for as long as the input lives: several metrics of a row ask for the same alignment,
 * and one reference is compared with every window. Inputs must not be changed afterwards.
 */
export function memoize<In extends object, Out>(compute: (input: In) => Out): (input: In) => Out {
  const answers = new WeakMap<In, { readonly answer: Out }>()
  return (input) => {
    const known = answers.get(input)
    if (known) return known.answer
    const answer = compute(input)
    answers.set(input, { answer })
    return answer
  }
}
