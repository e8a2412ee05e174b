import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve as resolvePath } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { locateProblems } from '../../codegen/locate.ts'
import { checkSources } from '../../codegen/sources.ts'
import { badCase } from './resolve/bad.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cowtools-locate-'))
})

afterAll(() => rm(folder, { recursive: true }))

/** Writes files and checks the first; `FILE:LINE:COLUMN TEXT` for each problem, a word of text. */
async function places(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const [first = ''] = Object.keys(files)
  const { problems } = await checkSources([join(folder, first)])
  return locateProblems(problems).map(({ at }) => {
    if (!at) return 'nowhere'
    const name = basename(resolvePath(at.file))
    const line = files[name]?.split('\n')[at.line - 1] ?? ''
    return `${name}:${at.line}:${at.column} ${line.slice(at.column - 1)}`
  })
}

/** Bad schemas, as JSON of 2 spaces, with the place of their problem and what stands there. */
const BAD: readonly (readonly [name: string, place: string, text: string])[] = [
  ['area-unbounded', '197:11', '"header.tail",'],
  ['bad-url', '12:14', '"good.json"'],
  ['bits-overlap', '95:22', '1,'],
  ['bits-signed', '106:11', '"bits": ['],
  ['class-without-bits', '86:20', '"incompatible",'],
  ['constant-of-char', '143:20', '1'],
  ['constant-too-large', '34:20', '"0x100000000",'],
  ['default-not-constant', '36:22', '1'],
  ['detect-not-constant', '15:5', '{'],
  ['division-by-zero', '244:16', '"header.size / header.table_size",'],
  ['enum-value-twice', '70:24', '0,'],
  ['example-hex', '309:18', '"47 4f 4"'],
  ['example-input', '307:7', '"image_sise": 512'],
  ['expression-hex', '284:34', 'x200",'],
  ['extension-struct-missing', '227:20', '"rows",'],
  ['extension-type-twice', '225:17', '1,'],
  ['extensions-circle', '208:3', '"extensions": {'],
  ['field-name-twice', '103:19', '"size",'],
  ['function-unknown', '284:18', 'isPowerOf2(header.size)",'],
  ['hole-cause', '161:20', '"alignment",'],
  ['hole-size', '160:19', '12,'],
  ['id-not-kebab', '2:9', '"Good_v1",'],
  ['info-text-of-integer', '295:15', '"header.size"'],
  ['item-of-no-kind', '77:9', '{'],
  ['key-missing', '2:9', '"good-v1",'],
  ['key-unknown', '48:11', '"units": "bytes"'],
  ['length-field-in-tail', '166:22', '"tail",'],
  ['lengths-cut-field', '185:7', '"lengths": ['],
  ['list-empty', '14:3', '"detect": [],'],
  ['name-unknown', '284:18', 'header.sizes % 512 == 0",'],
  ['number-negative', '44:17', '-8,'],
  ['offset-not-abi', '83:17', '22,'],
  ['overlap', '102:17', '26,'],
  ['precedence', '284:36', '2 == 2",'],
  ['region-struct-unknown', '276:16', '"entries",'],
  ['rule-id-implied', '282:13', '"cluster_bits.range",'],
  ['string-field-unknown', '201:17', '"name_ofset",'],
  ['struct-name', '196:5', '"Entry2": {'],
  ['summary-missing-bit', '90:23', '"dirty"'],
  ['total-too-small', '22:15', '76,'],
  ['type-unknown', '46:19', '"u33",'],
  ['undeclared-gap', '78:17', '24,'],
  ['value-not-listed', '283:19', '"fatal",'],
  ['when-further-on', '148:19', '"tail == 1",'],
]

/** A whole schema; `parts` replace its properties, in TypeScript. */
function schemaText(parts: Readonly<Record<string, string>>, before = ''): string {
  const properties = {
    id: "'toy-v1'",
    family: "'toy'",
    title: "'Toy'",
    status: "'example'",
    endian: "'little'",
    summary: "'A toy.'",
    sources: "[{ title: 'Notes', locator: '1' }]",
    detect: "[{ at: 0, bytes: '01' }]",
    structs: "{ header: { size: 8, summary: 'It.', fields: FIELDS } }",
    info: "{ virtualSize: 'header.size', clusterSize: 512 }",
    ...parts,
  }
  const lines = Object.entries(properties).map(([key, value]) => `  ${key}: ${value},\n`)
  const isWhole = before.includes('FIELDS') || !properties.structs.includes('FIELDS')
  const fields = isWhole
    ? ''
    : "const FIELDS = [{ at: 0, name: 'size', type: 'u64', summary: 'It.' }]\n"
  return `${before}${fields}export default defineFormat({\n${lines.join('')}})\n`
}

const IMPORT = "import { defineFormat } from 'cowtools/schema'\n"

describe('locateProblems()', () => {
  it.each(BAD)('finds the mistake of %s in JSON, at %s', async (name, place, text) => {
    const json = JSON.stringify(badCase(name).schema, undefined, 2)
    expect(await places({ [`${name}.json`]: json })).toEqual([`${name}.json:${place} ${text}`])
  })

  it.each(BAD)('finds the mistake of %s in TypeScript', async (name, place, text) => {
    const [line = 0, column = 0] = place.split(':').map(Number)
    const json = JSON.stringify(badCase(name).schema, undefined, 2)
    const code = `${IMPORT}\nexport default defineFormat(${json})\n`
    const moved = `${line + 2}:${column}`
    expect(await places({ [`${name}.ts`]: code })).toEqual([`${name}.ts:${moved} ${text}`])
  })

  it('takes the field and not the property of the struct, unless that is shown', async () => {
    const fields = "[{ at: 0, name: 'size', type: 'u64' }]"
    const structs = `{ header: { size: 8, summary: 'It.', fields: ${fields} } }`
    const bare = `${IMPORT}${schemaText({ structs })}`
    expect(await places({ 'field.ts': bare })).toEqual([
      "field.ts:11:73 'size', type: 'u64' }] } },",
    ])
    const text = `${IMPORT}${schemaText({ structs: structs.replace('size: 8', 'size: -8') })}`
    expect((await places({ 'struct.ts': text }))[0]).toMatch(/^struct.ts:11:30 -8, summary/)
  })

  it('follows constants, spreads and imports into the file where the mistake is', async () => {
    const shared =
      "export const MAIL = {\n  title: 'Mail',\n  locator: '1',\n  url: 'nowhere',\n}\n"
    const lists =
      "import { MAIL } from './mail.ts'\nconst LIST = [MAIL] as const\nexport { LIST as SOURCES }\n"
    const before = `${IMPORT}import { SOURCES } from './lists.ts'\nconst more = { sources: [...SOURCES] }\n`
    const code = schemaText({ sources: '[], ...more' }, before)
    const found = await places({ 'imports.ts': code, 'lists.ts': lists, 'mail.ts': shared })
    expect(found).toEqual(["mail.ts:4:8 'nowhere',"])
  })

  it('points at the argument of a function that makes a field', async () => {
    const before = [
      IMPORT,
      "const field = (at: number, name: string, type = 'u64') => ({ at, name, type, summary: 'It.' })\n",
      'const FIELDS = [\n',
      "  field(0, 'size'),\n",
      "  field(8, 'mtime', 'u33'),\n",
      ']\n',
    ].join('')
    expect(await places({ 'calls.ts': schemaText({}, before) })).toEqual(["calls.ts:5:21 'u33'),"])
  })

  it('reads the names that a map gives its items', async () => {
    const before = [
      IMPORT,
      "const NAMES = ['size', 'Mtime']\n",
      'const FIELDS = NAMES.map((name) => ({\n',
      '  at: 0,\n',
      `  name: \`\${name}_of\`,\n`,
      "  type: 'u64',\n",
      "  summary: 'It.',\n",
      '}))\n',
    ].join('')
    const code = schemaText({}, before)
    expect(await places({ 'map.ts': code })).toEqual([`map.ts:5:9 \`\${name}_of\`,`])
  })

  it('stops at the last literal where code would have to run', async () => {
    const before = `${IMPORT}const FIELDS = JSON.parse('[{ "at": 0, "name": "size", "type": "u64" }]')\n`
    const code = schemaText({}, before)
    const [place] = await places({ 'run.ts': code })
    expect(place).toMatch(/^run.ts:12:14 header: /)
    const before2 = `${IMPORT}const base: any = JSON.parse('{ "until": 1 }')\n`
    const spread = schemaText({ since: '1, ...base' }, before2)
    expect((await places({ 'spread.ts': spread }))[0]).toMatch(/^spread.ts:4:16 defineFormat/)
  })

  it.each([
    ['comma.json', '{\n  "id": "x"\n  "family": "x"\n}\n', '3:3 "family": "x"'],
    ['end.json', '{ "id": ', '1:9 '],
    ['none.json', '[1]\n', '1:1 [1]'],
    ['brace.ts', "export default {\n  id: 'x',\n  title: ]\n}\n", '3:10 ]'],
    ['import.ts', "import { A } from './gone.ts'\nexport default A\n", "1:19 './gone.ts'"],
    ['missing.ts', 'const a = 1\n', '1:1 const a = 1'],
  ])('finds where %s stops being a schema', async (name, code, place) => {
    expect(await places({ [name]: code })).toEqual([`${name}:${place}`])
  })

  it('has no place for what is no file', () => {
    const problem = { file: 'none', path: 'folder', message: 'is no folder', mend: 'name it' }
    expect(locateProblems([problem])).toEqual([problem])
  })
})
