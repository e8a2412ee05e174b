import { describe, expect, it } from 'vitest'
import { createStopwatch } from '../../../src/validate/stopwatch.ts'

describe('createStopwatch()', () => {
  it('counts the time between start and stop', () => {
    let now = 100
    const stopwatch = createStopwatch(10, () => now)
    now += 1000
    expect(stopwatch.isExpired()).toBe(false)
    stopwatch.start()
    now += 8
    stopwatch.stop()
    now += 1000
    expect(stopwatch.isExpired()).toBe(false)
    stopwatch.start()
    now += 2
    expect(stopwatch.isExpired()).toBe(false)
    now += 1
    expect(stopwatch.isExpired()).toBe(true)
    stopwatch.stop()
    expect(stopwatch.isExpired()).toBe(true)
  })

  it('never expires without a limit', () => {
    const stopwatch = createStopwatch(Number.POSITIVE_INFINITY, () => Number.MAX_VALUE)
    stopwatch.start()
    expect(stopwatch.isExpired()).toBe(false)
  })
})
