import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { specsFolder } from '../../../src/cli/validate.ts'
import { SCOPE } from '../../../src/validate/report.ts'
import { addCowV10Image, addCowV18Image, cowImage, hexOf, qcow2Image } from '../formats/images.ts'
import { cowtools, cowtoolsWith, createFolder, type Folder } from './run.ts'

/** No backing file: nothing but the image itself is in question. */
const ALONE = { 8: '00 00 00 00 00 00 00 00' }

let folder: Folder
let good: string
let warned: string
let wrong: string
let strange: string

beforeAll(async () => {
  folder = await createFolder()
  good = await folder.add('good.cow', cowImage(ALONE))
  warned = await folder.add('warned.cow', cowImage({ ...ALONE, 1050: '04' }))
  wrong = await folder.add('wrong.cow', cowImage(ALONE).subarray(0, 1200))
  strange = await folder.add('strange', Uint8Array.of(1, 2, 3))
})

afterAll(() => folder.remove())

describe('cowtools validate', () => {
  it('exits with 0 for valid, 2 for errors, 3 for warnings', async () => {
    const { code, out, err } = await cowtools('validate', good)
    expect([code, err]).toEqual([0, ''])
    expect(out.replace('\n  ', ' ')).toBe(`${good}: cow-v2, valid (${SCOPE})\n`)
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

valid: ${SCOPE}
2 files: 2 valid
`,
    )
    const { out } = await cowtools('validate', good, good, warned, wrong, good, strange, '/none')
    const [head = '', ...rest] = out.split('\n\n')
    expect(head).toBe(`${good}: cow-v2, valid\n${good}: cow-v2, valid`)
    expect(rest[0]).toBe(`${warned}: cow-v2, readable: 1 warning, 1 notice`)
    expect(out.split('\n').at(-2)).toBe(
      '7 files: 3 valid, 1 with warnings, 1 invalid, 1 unreadable, 1 not checked',
    )
  })

  it('says that an image file does not exist, or is no file', async () => {
    await folder.add('base.raw', new Uint8Array(1 << 20))
    const path = await folder.add('alone.add-cow', addCowV18Image({ 84: '6e 6f 6e 65' }))
    const { code, out } = await cowtools('validate', path)
    expect(code).toBe(2)
    expect(out).toContain('image_file, bytes 84–91')
    expect(out).toContain('add-cow-v18.image_file.missing, see ')
    await mkdir(`${folder.path}/none.img`)
    expect((await cowtools('validate', path)).out).toContain(
      'add-cow-v18.image_file.not_file, see ',
    )
  })

  it('says first that the bytes are of another format than the one named', async () => {
    const path = await folder.add('is.qcow2', qcow2Image())
    const { code, out } = await cowtools('validate', '-f', 'cow', path)
    expect(code).toBe(2)
    expect(out.split('\n')[2]).toBe('  error    these bytes are qcow2, not cow-v2')
  })

  it('lists ids and families for a name that is neither', async () => {
    expect((await cowtools('validate', '-f', 'nope', good)).err).toBe(
      'cowtools: Cannot use format "nope": no such format; name add-cow (add-cow-v4, add-cow-v10, add-cow-v18), cow (cow-v2-i386, cow-v2), qcow2 or uml-cow (uml-cow-v1-le, uml-cow-v1-be, uml-cow-v2, uml-cow-v3-broken, uml-cow-v3)\n',
    )
  })

  it('says in its help what it does not check, and which exit code wins', async () => {
    const { out } = await cowtools('validate', '--help')
    expect(out).toMatch(/L1, L2 and refcount tables of qcow2 and the\sdata of disks are not/)
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
      findings: [
        { rule: 'format.choice', severity: 'notice' },
        { rule: 'cow-v2.sectorsize', severity: 'warning', offset: 1048, length: 4 },
      ],
    })
    const two = await cowtools('validate', '--output', 'json', good, `${folder.path}/none`)
    expect(JSON.parse(two.out)).toMatchObject([{ verdict: 'valid', findings: [] }])
    expect(two.code).toBe(1)
  })

  it('reads a file as the format that is named', async () => {
    const path = await folder.add('v4.cow', cowImage({ ...ALONE, 7: '04' }))
    expect((await cowtools('validate', path)).out).toContain(': unreadable: 1 error')
    expect((await cowtools('validate', '-f', 'cow-v2', path)).out).toContain('cow-v2, invalid')
    const { code, err } = await cowtools('validate', '-f', 'vmdk', path)
    expect(code).toBe(1)
    expect(err).toMatch(/^cowtools: Cannot use format "vmdk": no such format; name .+\n$/)
  })

  it('takes the length of the image file into account', async () => {
    await folder.add('base.raw', new Uint8Array(1 << 20))
    const path = await folder.add('a.add-cow', addCowV10Image())
    await folder.add('disk.img', new Uint8Array(1 << 20))
    expect((await cowtools('validate', path)).out).toContain('add-cow-v10, valid')
    await folder.add('disk.img', new Uint8Array(4 << 20))
    expect((await cowtools('validate', path)).out).toContain('allocation_bitmap')
  })
})

describe('cowtools validate --output', () => {
  it('writes a line for each file as jsonl', async () => {
    const { code, out } = await cowtools('validate', '--output', 'jsonl', good, warned, '/none')
    expect(code).toBe(1)
    const lines = out.split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((line) => JSON.parse(line).verdict)).toEqual(['valid', 'warnings'])
  })

  it('writes sarif with the findings of all files, and what could not be read', async () => {
    const args = ['--output', 'sarif', good, warned, wrong, '/none']
    const { code, out } = await cowtools('validate', ...args)
    expect(code).toBe(1)
    const [run] = JSON.parse(out).runs
    expect(run.results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual([
      'format.choice',
      'cow-v2.sectorsize',
      'cow-v2.allocation_bitmap.beyond_file',
    ])
    expect(run.tool.driver.rules).toHaveLength(3)
    expect(run.tool.driver.semanticVersion).toMatch(/^\d+\.\d+\.\d+/)
    expect(run.tool.driver.rules[1].helpUri).toMatch(/^file:.+\/docs\/specs\/cow-v2\.md#rule-/)
    expect(run.invocations[0].toolExecutionNotifications).toHaveLength(1)
    const none = JSON.parse((await cowtools('validate', '--output', 'sarif', good)).out)
    expect(none.runs[0].results).toEqual([])
  })

  it('refuses what it does not know', async () => {
    const { code, err } = await cowtools('validate', '--output', 'xml', good)
    expect(code).toBe(1)
    expect(err).toContain('Allowed choices are human, json, jsonl, sarif')
  })
})

describe('cowtools validate --jobs', () => {
  it('prints the same with threads', async () => {
    const files = [good, warned, '/none', wrong, good]
    const alone = await cowtools('validate', '--jobs', '1', ...files)
    expect(await cowtools('validate', '--jobs', '2', ...files)).toEqual(alone)
  })
})

describe('cowtools validate -q', () => {
  it('prints what is not valid, and no summary', async () => {
    expect((await cowtools('validate', '-q', good, good)).out).toBe('')
    const { out } = await cowtools('validate', '-q', good, warned)
    expect(out).toMatch(/^\S+warned\.cow: cow-v2, readable: 1 warning, 1 notice\n/)
    expect(out).not.toContain('2 files')
  })

  it('leaves valid files out of JSON, too', async () => {
    const { out } = await cowtools('validate', '-q', '--output', 'json', good, warned)
    expect(JSON.parse(out)).toMatchObject([{ filename: warned }])
    expect((await cowtools('validate', '-q', '--output', 'json', good, good)).out).toBe('[]\n')
  })
})

describe('cowtools validate of folders', () => {
  const home = () => `${folder.path}/tree`

  beforeAll(async () => {
    await mkdir(`${home()}/b/.hidden`, { recursive: true })
    await mkdir(`${home()}/empty`)
    await folder.add('tree/c.cow', cowImage(ALONE))
    await folder.add('tree/a.txt', new TextEncoder().encode('no image'))
    await folder.add('tree/b/near.cow', cowImage({ ...ALONE, 7: '09' }))
    await folder.add('tree/b/.hidden/d.cow', cowImage(ALONE))
    await symlink(home(), `${home()}/b/circle`)
  })

  it('checks the images in it, in order, and counts other files', async () => {
    const { code, out } = await cowtools('validate', home())
    expect(code).toBe(2)
    const names = [...out.matchAll(/^(\S+): /gm)].map(([, name]) => name?.replace(home(), ''))
    expect(names.slice(0, 3)).toEqual(['/b/.hidden/d.cow', '/b/near.cow', '/c.cow'])
    expect(out).toContain('1 other file in the folders, of no supported format\n')
    expect(out).toMatch(/3 files: 2 valid, 1 unreadable\n$/)
  })

  it('checks the others with --all, and those that are named', async () => {
    expect((await cowtools('validate', '--all', home())).out).toMatch(
      /4 files: 2 valid, 2 unreadable\n$/,
    )
    expect((await cowtools('validate', `${home()}/a.txt`)).code).toBe(2)
  })

  it('is an array as JSON, however few files there are', async () => {
    const one = await cowtools('validate', '--output', 'json', `${home()}/b/.hidden`)
    expect(JSON.parse(one.out)).toHaveLength(1)
    const none = await cowtools('validate', '--output', 'json', `${home()}/empty`)
    expect([none.out, none.code]).toEqual(['[]\n', 0])
    expect((await cowtools('validate', `${home()}/empty`)).out).toBe('0 files\n')
  })

  it('expands patterns that the shell left', async () => {
    const { out } = await cowtools('validate', `${home()}/**/*.cow`)
    expect(out).toMatch(/2 files: 1 valid, 1 unreadable\n$/)
    const none = await cowtools('validate', `${home()}/*.vdi`)
    expect(none.code).toBe(1)
    expect(none.err).toBe(`cowtools: Cannot find "${home()}/*.vdi": no file has such a name\n`)
  })

  it('finds names that are no UTF-8', async () => {
    await mkdir(`${home()}/names`)
    const name = Buffer.concat([Buffer.from(`${home()}/names/`), Buffer.of(0xff, 0x2e, 0x63)])
    await writeFile(name, cowImage(ALONE))
    const { code, out } = await cowtools('validate', `${home()}/names`)
    expect(code).toBe(0)
    expect(out).toContain('/names/\\xff.c: cow-v2, valid\n')
    await rm(`${home()}/names`, { recursive: true })
  })

  it('takes a file with the name of a pattern for that file', async () => {
    const path = await folder.add('tree/[x].cow', cowImage(ALONE))
    expect((await cowtools('validate', path)).code).toBe(0)
    await rm(path)
  })
})

describe('cowtools validate -', () => {
  const piped = (bytes: Uint8Array, ...args: string[]) =>
    cowtoolsWith({ input: [bytes.subarray(0, 100), bytes.subarray(100)] }, 'validate', ...args, '-')

  it('checks standard input, and shows its bytes', async () => {
    const { code, out } = await piped(cowImage({ ...ALONE, 1050: '04' }))
    expect(code).toBe(3)
    expect(out).toContain('(standard input): cow-v2, readable: 1 warning, 1 notice\n')
    expect(out).toContain('               1040  00 00 00 00 00 10 00 00 00 00 04 00 00 00 00 00')
  })

  it('says where a stream ends', async () => {
    const { code, out } = await piped(cowImage(ALONE).subarray(0, 1200))
    expect(code).toBe(2)
    expect(out).toContain('past the end of the file, at 1200')
  })

  it('is of the same verdict as the file', async () => {
    for (const path of [good, warned, wrong, strange]) {
      const { code } = await piped(await readFile(path))
      expect(code, path).toBe((await cowtools('validate', path)).code)
    }
  })

  it('stands alone', async () => {
    const { code, err } = await piped(cowImage(), good)
    expect(code).toBe(1)
    expect(err).toBe('cowtools: Cannot validate standard input together with files: run it alone\n')
  })
})

describe('cowtools validate --policy', () => {
  it('takes a name for an error under untrusted, and looks nothing up', async () => {
    const path = await folder.add('named.cow', cowImage({ 8: hexOf('nowhere!') }))
    const { code, out } = await cowtools('validate', '--policy', 'untrusted', path)
    expect(code).toBe(2)
    expect(out).toContain('cow-v2.backing_file.named')
    expect(out).not.toContain('cow-v2.backing_file.missing')
    expect((await cowtools('validate', '--policy', 'untrusted', good)).code).toBe(0)
    expect((await cowtools('validate', path)).out).toContain('cow-v2.backing_file.missing')
  })

  it('limits the size of the disk', async () => {
    const { code, out } = await cowtools('validate', '--max-virtual-size', '1023k', good)
    expect(code).toBe(2)
    expect(out).toContain('limits.virtual_size')
    expect((await cowtools('validate', '--max-virtual-size', '1M', good)).code).toBe(0)
  })

  it('looks names up in the folder that is allowed', async () => {
    await mkdir(`${folder.path}/inside`)
    await folder.add('base.raw', new Uint8Array(1 << 20))
    const path = await folder.add('outside.cow', cowImage())
    const { out } = await cowtools('validate', '--allow-backing', `${folder.path}/inside`, path)
    expect(out).toContain('cow-v2.backing_file.outside')
    const all = await cowtools('validate', '--allow-backing', folder.path, path)
    expect(all.out).not.toContain('cow-v2.backing_file.outside')
  })

  it('limits the layers of a chain', async () => {
    const name = 'outside.cow'.padEnd(12, '\0')
    const path = await folder.add('deep.cow', cowImage({ 8: hexOf(name) }))
    const { out } = await cowtools('validate', '--max-depth', '1', path)
    expect(out).toContain('cow-v2.backing_file.depth')
    expect((await cowtools('validate', path)).out).not.toContain('cow-v2.backing_file.depth')
  })

  it.each([
    [['--max-depth', '0'], 'It is a number from 1 on.'],
    [['--jobs', 'x'], 'It is a number from 1 on.'],
    [['--policy', 'none'], 'Allowed choices are trusted, untrusted'],
    [['--policy', 'untrusted', '--allow-backing', '/'], 'it opens no file but the image'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await cowtools('validate', ...args, good)
    expect(code).toBe(1)
    expect(err).toContain(message)
  })

  it('needs something to check', async () => {
    expect((await cowtools('validate')).err).toBe(
      'cowtools: Cannot validate: name a file, a folder, or - for standard input\n',
    )
  })
})

describe('cowtools validate --repair', () => {
  const hole = { ...ALONE, 1036: '01' }

  it('is offered where it helps', async () => {
    const path = await folder.add('offer.cow', cowImage(hole))
    const { code, out } = await cowtools('validate', path)
    expect(code).toBe(0)
    expect(out).toMatch(/\n\n {2}--repair mends this finding, and shows the edits first\n$/)
    const { out: streamed } = await cowtoolsWith({ input: [cowImage(hole)] }, 'validate', '-')
    expect(streamed).not.toContain('--repair')
  })

  it('mends a file, and takes that back', async () => {
    const path = await folder.add('mend.cow', cowImage(hole))
    expect((await cowtools('validate', '--repair', '--dry-run', path)).code).toBe(0)
    expect([...(await readFile(path))]).toEqual([...cowImage(hole)])
    expect((await cowtools('validate', '--repair', '--yes', path)).code).toBe(0)
    expect([...(await readFile(path))]).toEqual([...cowImage(ALONE)])
    expect((await cowtools('validate', '--undo', path)).code).toBe(0)
    expect([...(await readFile(path))]).toEqual([...cowImage(hole)])
  })

  it('goes on after a file that cannot be repaired', async () => {
    const path = await folder.add('second.cow', cowImage(hole))
    const { code, err } = await cowtools('validate', '--repair', '--yes', wrong, path)
    expect(code).toBe(1)
    expect(err).toContain(`Cannot repair "${wrong}"`)
    expect([...(await readFile(path))]).toEqual([...cowImage(ALONE)])
  })

  it.each([
    [['--repair', '--undo'], 'Cannot repair and undo at once'],
    [['--repair', '--output', 'json'], 'it prints for people only'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await cowtools('validate', ...args, good)
    expect([code, err]).toEqual([1, expect.stringContaining(message)])
  })

  it('is for files that are named', async () => {
    const { code, err } = await cowtools('validate', '--repair', '--yes', folder.path)
    expect([code, err]).toEqual([
      1,
      'cowtools: Cannot repair: files are changed by name, not folders\n',
    ])
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
