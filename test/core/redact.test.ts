import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REDACTED, redact } from '../../src/core/redact.ts'

describe('redact', () => {
  it('removes a secret as it is, inside JSON and inside an address', () => {
    const secret = 'p"ss word/1'
    expect(redact(`a ${secret} b`, [secret])).toBe(`a ${REDACTED} b`)
    expect(redact(JSON.stringify({ token: secret }), [secret])).toBe(`{"token":"${REDACTED}"}`)
    expect(redact(`https://x/?t=${encodeURIComponent(secret)}`, [secret])).toBe(`https://x/?t=${REDACTED}`)
  })
  it('removes the longer of two secrets whole', () => {
    expect(redact('abcdefgh', ['abcd', 'abcdefgh'])).toBe(REDACTED)
  })
  it('removes a short secret only where it stands alone', () => {
    expect(redact('1 of 21, x=1', ['1'])).toBe(`${REDACTED} of 21, x=${REDACTED}`)
  })
  it('removes the lines of a key file one by one', () => {
    expect(redact('> MIIEabcdef123 <', ['-----BEGIN KEY-----\nMIIEabcdef123\n-----END KEY-----'])).toBe(`> ${REDACTED} <`)
  })
  it('leaves a text alone when there is nothing to hide', () => {
    expect(redact('a text', [])).toBe('a text')
    expect(redact('a text', ['', '  '])).toBe('a text')
  })
  it('never leaves a secret of four characters or more standing', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(secret.trim() !== '' && !REDACTED.includes(secret))
        const clean = redact(before + secret + after, [secret])
        expect(clean.replaceAll(REDACTED, '\u0000')).not.toContain(secret)
      }),
    )
  })
})
