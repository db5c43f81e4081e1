/** Chebyshev coefficients of ln(erfcx(x) / t) in 2t - 1, t = 2 / (2 + x), computed with mpmath at 50 digits. */
const COEFFICIENTS = [
  -1.30265371978170943, 0.64196979235649026, 0.0194764732041858363, -0.00956151478680863164, -0.000946595344482036866,
  0.000366839497852761452, 0.0000425233248069077716, -0.0000202785781125342432, -1.62429000464702551e-6, 1.3036558355805232e-6,
  1.56264417220661432e-8, -8.52380959149265425e-8, 6.5290544390988515e-9, 5.05934349555146894e-9, -9.91364156493033087e-10,
  -2.27365122293183586e-10, 9.6467911020155268e-11, 2.39403808303911474e-12, -6.8860275264975534e-12, 8.94487927309072572e-13,
  3.13092139934295808e-13, -1.12708223613672524e-13, 3.81090525518923206e-16, 7.10609761360923699e-15, -1.5230282014571043e-15,
  -9.457494571291234e-17, 1.21023718922427899e-16, -2.81666308774717697e-17,
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
