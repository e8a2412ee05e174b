import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addCowV10Image, cowImage } from '../formats/images.ts'
import { cowtools, createFolder, type Folder } from './run.ts'

let folder: Folder
let good: string
let warned: string
let wrong: string
let strange: string

beforeAll(async () => {
  folder = await createFolder()
  good = await folder.add('good.cow', cowImage())
  warned = await folder.add('warned.cow', cowImage({ 1050: '04' }))
  wrong = await folder.add('wrong.cow', cowImage().subarray(0, 1200))
  strange = await folder.add('strange', Uint8Array.of(1, 2, 3))
})

afterAll(() => folder.remove())

describe('cowtools validate', () => {
  it('exits with 0 for valid, 2 for errors, 3 for warnings', async () => {
    expect(await cowtools('validate', good)).toEqual({
      code: 0,
      out: `${good}: cow-v2, valid\n`,
      err: '',
    })
    expect((await cowtools('validate', wrong)).code).toBe(2)
    expect((await cowtools('validate', strange)).code).toBe(2)
    expect((await cowtools('validate', warned)).code).toBe(3)
  })

  it('exits with the worst of several files', async () => {
    expect((await cowtools('validate', good, warned)).code).toBe(3)
    expect((await cowtools('validate', warned, wrong, good)).code).toBe(2)
  })

  it('goes on after a file that it cannot open, and exits with 1', async () => {
    const missing = `${folder.path}/none`
    const { code, out, err } = await cowtools('validate', missing, wrong)
    expect(code).toBe(1)
    expect(err).toBe(`cowtools: Cannot open "${missing}": no such file\n`)
    expect(out).toContain(`${wrong}: cow-v2, invalid: 1 error\n`)
  })

  it('writes an object for one file, an array for several', async () => {
    const one = await cowtools('validate', '--output', 'json', warned)
    expect(one.code).toBe(3)
    expect(JSON.parse(one.out)).toMatchObject({
      filename: warned,
      format: 'cow',
      schema: 'cow-v2',
      verdict: 'warnings',
      findings: [{ rule: 'cow-v2.sectorsize', severity: 'warning', offset: 1048, length: 4 }],
    })
    const two = await cowtools('validate', '--output', 'json', good, `${folder.path}/none`)
    expect(JSON.parse(two.out)).toMatchObject([{ verdict: 'valid', findings: [] }])
    expect(two.code).toBe(1)
  })

  it('reads a file as the format that is named', async () => {
    const path = await folder.add('v3.cow', cowImage({ 7: '03' }))
    expect((await cowtools('validate', path)).out).toContain(': unreadable: 1 error')
    expect((await cowtools('validate', '-f', 'cow-v2', path)).out).toContain('cow-v2, invalid')
    const { code, err } = await cowtools('validate', '-f', 'vmdk', path)
    expect(code).toBe(1)
    expect(err).toMatch(/^cowtools: Cannot use format "vmdk": is not .+\n$/)
  })

  it('takes the length of the image file into account', async () => {
    const path = await folder.add('a.add-cow', addCowV10Image())
    await folder.add('disk.img', new Uint8Array(1 << 20))
    expect((await cowtools('validate', path)).out).toContain('add-cow-v10, valid')
    await folder.add('disk.img', new Uint8Array(4 << 20))
    expect((await cowtools('validate', path)).out).toContain('allocation_bitmap')
  })
})
