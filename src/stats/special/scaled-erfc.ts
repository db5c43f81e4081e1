/** Chebyshev coefficients of ln(erfcx(x) / t) in 2t - 1, t = 2 / (2 + x), computed with mpmath at 50 digits. */
const COEFFICIENTS = [
  -1.3026537197817094, 0.6419697923564902, 0.019476473204185836, -0.009561514786808632, -0.0009465953444820369,
  0.00036683949785276145, 4.252332480690777e-5, -2.0278578112534242e-5, -1.6242900046470256e-6, 1.3036558355805232e-6,
  1.5626441722066142e-8, -8.523809591492654e-8, 6.5290544390988515e-9, 5.059343495551469e-9, -9.91364156493033e-10,
  -2.273651222931836e-10, 9.646791102015527e-11, 2.3940380830391146e-12, -6.886027526497553e-12, 8.944879273090725e-13,
  3.130921399342958e-13, -1.1270822361367252e-13, 3.810905255189232e-16, 7.106097613609237e-15, -1.5230282014571043e-15,
  -9.457494571291233e-17, 1.210237189224279e-16, -2.816663087747177e-17,
] as const

/** e^(x^2) erfc(x) for x >= 0, to a few units in the last place. Source: Press et al., Numerical Recipes, section 6.2.2. */
export function scaledErfc(x: number): number {
  const t = 2 / (2 + x)
  const u = 4 * t - 2
  let d = 0
  let dd = 0
  for (let j = COEFFICIENTS.length - 1; j > 0; j--) {
    const previous = d
    d = u * d - dd + COEFFICIENTS[j]!
    dd = previous
  }
  return t * Math.exp(0.5 * (COEFFICIENTS[0] + u * d) - dd)
}
