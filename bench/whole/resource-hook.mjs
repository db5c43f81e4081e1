// Loaded into a measured Node process where /usr/bin/time is not there: writes what the process used when it ends.
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  const use = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakBytes: maxRSS * 1024 }
  writeFileSync(process.env.LEEWAY_BENCH_USE, JSON.stringify(use))
})
