const PI2 = Math.PI ** 2
const PI4 = Math.PI ** 4
const PI6 = Math.PI ** 6
const SQRT_TWO_PI = Math.sqrt(2 * Math.PI)

/**
 * Pelz and Good's expansion of P(D <= d): K0(z) + K1(z)/n^(1/2) + K2(z)/n + K3(z)/n^(3/2), z = d sqrt(n), in theta-function form.
 *
 * Source: Pelz & Good (1976), 10.1111/j.2517-6161.1976.tb01579.x.
 */
export function pelzGood(d: number, n: number): number {
  const z = Math.sqrt(n) * d
  const z2 = z * z
  const z4 = z2 * z2
  const z6 = z4 * z2
  const logQ = -PI2 / 8 / z2
  if (logQ < -708) return 0
  let k0 = 0
  let k1 = 0
  let k2 = 0
  let k3 = 0
  let k2Extra = 0
  let k3Extra = 0
  for (let k = Math.ceil((16 * z) / Math.PI); k > 0; k--) {
    const m2 = (2 * k - 1) ** 2
    const m4 = m2 * m2
    const w = Math.exp(logQ * m2)
    k0 += w
    k1 += w * (-z2 + (PI2 / 4) * m2)
    k2 += w * (6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * PI2 * m2) / 4 + (PI4 * (1 - 2 * z2) * m4) / 16)
    k3 +=
      w *
      (-30 * z6 -
        90 * z4 * z4 +
        (PI2 * (135 * z4 - 96 * z6) * m2) / 4 +
        (PI4 * (-60 * z2 + 212 * z4) * m4) / 16 +
        (PI6 * (5 - 30 * z2) * m4 * m2) / 64)
    const square = k * k
    const even = square * Math.exp(4 * logQ * square)
    k2Extra += even
    k3Extra += (3 * z2 - PI2 * square) * even
  }
  const first = k0 / z
  const second = k1 / (6 * z4)
  const third = k2 / (72 * z6 * z) - (PI2 * k2Extra) / (36 * z2 * z)
  const fourth = k3 / (6480 * z6 * z4) + (PI2 * k3Extra) / (216 * z6)
  const root = Math.sqrt(n)
  return SQRT_TWO_PI * (first + second / root + third / n + fourth / (n * root))
}
