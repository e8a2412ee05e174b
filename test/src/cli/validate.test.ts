import { mkdir } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { specsFolder } from '../../../src/cli/validate.ts'
import { addCowV10Image, addCowV18Image, cowImage, qcow2Image } from '../formats/images.ts'
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
    const { code, out, err } = await cowtools('validate', good)
    expect([code, err]).toEqual([0, ''])
    expect(out.replace('\n  ', ' ')).toBe(
      `${good}: cow-v2, valid (header and file map; tables and data are not followed)\n`,
    )
    expect((await cowtools('validate', wrong)).code).toBe(2)
    expect((await cowtools('validate', strange)).code).toBe(2)
    expect((await cowtools('validate', warned)).code).toBe(3)
  })

  it('exits with the worst of several files', async () => {
    expect((await cowtools('validate', good, warned)).code).toBe(3)
    expect((await cowtools('validate', warned, wrong, good)).code).toBe(2)
  })

  it('has a line for each valid file of several, and counts at the end', async () => {
    expect((await cowtools('validate', good, good)).out).toBe(
      `${good}: cow-v2, valid
${good}: cow-v2, valid

valid: header and file map; tables and data are not followed
2 files: 2 valid
`,
    )
    const { out } = await cowtools('validate', good, good, warned, wrong, good, strange, '/none')
    const [head = '', ...rest] = out.split('\n\n')
    expect(head).toBe(`${good}: cow-v2, valid\n${good}: cow-v2, valid`)
    expect(rest[0]).toBe(`${warned}: cow-v2, readable: 1 warning`)
    expect(out.split('\n').at(-2)).toBe(
      '7 files: 3 valid, 1 with warnings, 1 invalid, 1 unreadable, 1 not checked',
    )
  })

  it('warns of an image file that does not exist, or is no file', async () => {
    const path = await folder.add('alone.add-cow', addCowV18Image({ 84: '6e 6f 6e 65' }))
    const { code, out } = await cowtools('validate', path)
    expect(code).toBe(3)
    expect(out).toContain(
      '  warning  the image file does not exist\n           image_file, bytes 84–91',
    )
    await mkdir(`${folder.path}/none.img`)
    expect((await cowtools('validate', path)).out).toContain('the image file is no regular file')
    const other = await folder.add('net.add-cow', addCowV18Image({ 84: '6e 62 64 3a' }))
    expect((await cowtools('validate', other)).code).toBe(0)
    expect((await cowtools('info', other)).out).toContain('is not looked for: it names a protocol')
  })

  it('says first that the bytes are of another format than the one named', async () => {
    const path = await folder.add('is.qcow2', qcow2Image())
    const { code, out } = await cowtools('validate', '-f', 'cow', path)
    expect(code).toBe(2)
    expect(out.split('\n')[2]).toBe('  error    these bytes are qcow2, not cow-v2')
    expect((await cowtools('validate', '-f', 'add-cow', path)).err).toContain(
      'name add-cow-v4, add-cow-v10 or add-cow-v18, but its bytes are qcow2\n',
    )
  })

  it('lists ids and families for a name that is neither', async () => {
    expect((await cowtools('validate', '-f', 'nope', good)).err).toBe(
      'cowtools: Cannot use format "nope": is not add-cow (add-cow-v4, add-cow-v10, add-cow-v18), cow (cow-v2) or qcow2\n',
    )
  })

  it('says in its help what it does not check, and which exit code wins', async () => {
    const { out } = await cowtools('validate', '--help')
    expect(out).toContain('tables (L1, L2, refcounts), bitmaps and data is not checked')
    expect(out).toMatch(/Of several files the first of\s1, 2, 3, 0 that applies to any/)
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

describe('specsFolder()', () => {
  const sources = pathToFileURL('src/cli/validate.ts').href

  it('is relative inside the folder of the reader, else absolute', () => {
    expect(specsFolder(process.cwd(), sources)).toBe('docs/specs')
    expect(specsFolder(folder.path, sources)).toBe(`${process.cwd()}/docs/specs`)
  })

  it('is that of an installed package', async () => {
    const home = `${folder.path}/node_modules/cowtools`
    await mkdir(`${home}/docs/specs`, { recursive: true })
    const build = pathToFileURL(`${home}/dist/src/cli/validate.js`).href
    expect(specsFolder(folder.path, build)).toBe('node_modules/cowtools/docs/specs')
    expect(specsFolder('/', pathToFileURL('/nowhere/dist/src/cli/validate.js').href)).toBe(
      'docs/specs',
    )
  })
})
