"""The hash and the sketch written anew in Python integers; the estimate by Ertl's formulas in mpmath."""
import json
import pathlib
import struct

import mpmath as mp

M32 = 0xFFFFFFFF


def mix(h):
    h &= M32
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & M32
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & M32
    return h ^ (h >> 16)


def finish(a, b):
    a ^= mix(b + 0x9E3779B9)
    b ^= mix(a + 0x7F4A7C15)
    a ^= mix(b + 0x94D049BB)
    b ^= mix(a + 0x133111EB)
    return a, b


def hash_double(x):
    bits = struct.unpack(">Q", struct.pack(">d", 0.0 if x == 0 else x))[0]
    return finish(bits >> 32, bits & M32)


def rotate(x, k):
    return ((x << k) | (x >> (32 - k))) & M32


def hash_string(s):
    units = struct.unpack(f"<{len(s.encode('utf-16-le')) // 2}H", s.encode("utf-16-le"))
    a, b = 0x243F6A88 ^ len(units), 0x85A308D3
    for u in units:
        a = rotate(((a ^ u) * 0x9E3779B1) & M32, 13)
        b = rotate(((b ^ u) * 0x5F356495) & M32, 17)
    return finish(a, b)


def registers(hashes):
    regs = [0] * 2048
    for a, b in hashes:
        word = (a << 32) | b
        index, rest = word >> 53, word & ((1 << 53) - 1)
        regs[index] = max(regs[index], 53 - rest.bit_length() + 1)
    return regs


def estimate(regs):
    m, q = 2048, 53
    C = [regs.count(k) for k in range(q + 2)]

    def sigma(x):
        if x == 1:
            return mp.inf
        return x + mp.nsum(lambda k: x ** (2 ** int(k)) * 2 ** (int(k) - 1), [1, 60])

    def tau(x):
        if x in (0, 1):
            return mp.mpf(0)
        return (1 - x - mp.nsum(lambda k: (1 - x ** (mp.mpf(2) ** -int(k))) ** 2 * mp.mpf(2) ** -int(k), [1, 80])) / 3

    z = m * tau(1 - mp.mpf(C[q + 1]) / m)
    for k in range(q, 0, -1):
        z = (z + C[k]) / 2
    z += m * sigma(mp.mpf(C[0]) / m)
    return 0.0 if z == mp.inf else float(m * m / (2 * mp.log(2)) / z)


doubles = [0.0, 1.0, -1.0, 0.1, 1e300, 5e-324, 123456789.125]
strings = ["", "a", "b", "ab", "ba", "héllo", "日本", "😀", "x" * 100]
out = {
    "provenance": f"Python integers; mpmath {mp.__version__}; relative tolerance 1e-12",
    "doubles": [[x, *hash_double(x)] for x in doubles],
    "strings": [[s, *hash_string(s)] for s in strings],
    "estimates": [{"n": n, "expected": estimate(registers(hash_double(float(i)) for i in range(n)))} for n in (0, 1, 10, 500, 3000, 20000, 200000)],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
