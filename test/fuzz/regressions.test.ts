import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { caseMaker, filesOf } from './fuzz-case.ts'
import { REGRESSIONS, readRegression, regressionNames, writeRegression } from './regression.ts'
import { tryWhole } from './trial.ts'

describe('what failed once', () => {
  it.each(regressionNames(REGRESSIONS))('%s does not fail again', async (name) => {
    expect(await tryWhole(readRegression(REGRESSIONS, name))).toBeUndefined()
  })
})

describe('writeRegression()', () => {
  it('keeps the files as they were tried', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cowtools-fuzz-'))
    try {
      const smallest = await caseMaker(5).make(17)
      const failure = { kind: 'throw', verb: 'check', message: 'm', where: 'w' } as const
      const fault = { signature: 's', count: 1, number: 17, failure, smallest }
      writeRegression(folder, fault)
      const [name = ''] = regressionNames(folder)
      expect(filesOf(readRegression(folder, name))).toEqual(filesOf(smallest))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
