import { HUBS, LATE_MINUTES } from '../sql/demo-flights.ts'

/** leeway.yaml of the demo, commented for people who look at it afterwards. */
export const demoConfig = (): string => `# yaml-language-server: $schema=./.leeway/leeway.schema.json
# Real flights in the United States, January to June 2001. A frozen model says how likely each is more than ${LATE_MINUTES} minutes late.
version: 1
project: flights
time_zone: America/New_York
store: store.duckdb

monitors:
  late_flights:
    type: inference
    table: flights.parquet
    timestamp: scheduled              # local times without a zone
    granularities: [1 week, 1 day]    # the report opens with weeks
    problem: classification
    prediction: predicted_late        # 1: the model calls it late
    probability: p_late               # learnt from origin and hour, on January only
    positive: 1
    label: late                       # what happened; delay is the same in minutes
    slices: [hub]                     # ${HUBS.join(', ')} and the others
    features: {exclude: [hub]}
    reference: {period: [2001-01-01, 2001-02-01]}
`
