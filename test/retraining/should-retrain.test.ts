import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { floatText, formatFixed, formatPercent } from '../../src/retraining/python-format.ts'
import { shouldRetrain } from '../../src/retraining/should-retrain.ts'

interface Golden {
  readonly example: { readonly printed: string; readonly expected: unknown }
  readonly cases: readonly { readonly input: readonly string[]; readonly expected: unknown }[]
  readonly formats: readonly {
    readonly input: string
    readonly fixed2: string
    readonly percent1: string
    readonly float: string
  }[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/should-retrain.json', import.meta.url), 'utf8')) as Golden

/** Doubles stand as their bytes: JSON has neither NaN nor infinity. */
const double = (hex: string): number => Buffer.from(hex, 'hex').readDoubleBE(0)

describe('shouldRetrain', () => {
  it("prints the document's example", () => {
    const decision = shouldRetrain({
      prediction_drift_score: 2.5,
      feature_drift_count: 2,
      days_since_training: 45,
      accuracy_drop: 0.03,
    })
    expect(decision).toEqual(golden.example.expected)
    expect(Object.keys(decision)).toEqual(['should_retrain', 'reasons', 'urgency'])
    expect(golden.example.printed).toBe(
      "{'should_retrain': True, 'reasons': ['Prediction drift score 2.50 > 2.0', 'Model is 45 days old (> 30)'], 'urgency': 'NORMAL'}",
    )
  })

  it("equals the document's Python at boundaries, ties, NaN, infinities and 300 random inputs", () => {
    expect(golden.cases.length).toBeGreaterThan(350)
    for (const { input, expected } of golden.cases) {
      const [score, features, days, drop] = input.map(double) as [number, number, number, number]
      expect(shouldRetrain(score, features, days, drop), String(input.map(double))).toEqual(expected)
    }
  })

  it('takes the names of either language, and refuses what is missing by name', () => {
    const camel = shouldRetrain({ predictionDriftScore: 1, featureDriftCount: 3, daysSinceTraining: 1, accuracyDrop: 0.06 })
    expect(camel).toEqual(shouldRetrain(1, 3, 1, 0.06))
    expect(camel).toEqual({
      should_retrain: true,
      reasons: ['3 features show significant drift', 'Accuracy dropped by 6.0% (> 5%)'],
      urgency: 'HIGH',
    })
    // @ts-expect-error an argument is missing, as from JavaScript
    expect(() => shouldRetrain({ prediction_drift_score: 1, feature_drift_count: 1, days_since_training: 1 })).toThrow(
      /accuracy_drop is missing/,
    )
  })
})

describe('numbers as Python prints them', () => {
  it('equal Python over every size of double', () => {
    for (const { input, fixed2, percent1, float } of golden.formats) {
      const value = double(input)
      expect(formatFixed(value, 2), input).toBe(fixed2)
      expect(formatPercent(value, 1), input).toBe(percent1)
      expect(floatText(value), input).toBe(float)
    }
  })
})
