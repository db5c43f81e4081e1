/**
 * Special functions and distribution tails behind one door.
 *
 * Every upper tail keeps its digits down to 1e-300 and underflows to 0 instead of throwing. They are our own: the saddle-point
 * prefactors of Loader (2000) with a series or continued fraction, because cephes loses digits at large degrees of freedom, accepts
 * only whole degrees of freedom for F, throws on underflow and loads asynchronously. Checked against mpmath.
 */
export { binomialUpperTail, fUpperTail, regularizedBeta, studentTTwoSided, studentTUpperTail } from './special/beta-tails.ts'
export { chiSquaredUpperQuantile, chiSquaredUpperTail } from './special/chi-squared.ts'
export { lnGamma } from './special/ln-gamma.ts'
export { normalCdf, normalUpperTail } from './special/normal.ts'
export { normalQuantile } from './special/normal-quantile.ts'
export { studentTQuantile } from './special/student-t-quantile.ts'
