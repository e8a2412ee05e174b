/**
 * Kaitai's JavaScript: the `.ksy` files of `kaitai/`, compiled when the benchmark starts.
 *
 * They are written in the JSON subset of YAML, so that no YAML parser is needed here.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'

const require = createRequire(import.meta.url)

/** A position in bytes, of the runtime `kaitai-struct`. */
type Stream = object
type Compiled<T> = new (stream: Stream) => T

/** `kaitai-struct-compiler`, as far as it is used here. */
interface Compiler {
  compile(
    language: 'javascript',
    schema: unknown,
    importer: null,
    debug: boolean,
  ): Promise<Record<string, string>>
}

/** What Kaitai makes of a qcow2 header, as far as the tests look at it. */
export interface KaitaiQcow2Header {
  readonly version: number
  readonly backingFileOffset: number
  readonly size: number
  readonly l1Size: number
  readonly l1TableOffset: number
  readonly headerLength: number
}

/** What Kaitai makes of a cow header. */
export interface KaitaiCowV2Header {
  readonly backingFile: string
  readonly mtime: number
  readonly size: number
  readonly sectorsize: number
}

/** What Kaitai makes of an L2 table. */
export interface KaitaiL2Table {
  readonly entries: readonly { readonly high: number; readonly low: number }[]
}

/** The three parsers; each takes an `ArrayBuffer`, Kaitai's fastest way in. */
export interface KaitaiParsers {
  readonly qcow2Header: (buffer: ArrayBufferLike) => KaitaiQcow2Header
  readonly cowV2Header: (buffer: ArrayBufferLike) => KaitaiCowV2Header
  readonly l2Table: (buffer: ArrayBufferLike) => KaitaiL2Table
}

/** Compiles and loads the three parsers. */
export async function compileKaitai(): Promise<KaitaiParsers> {
  const KaitaiStream: new (
    buffer: ArrayBufferLike,
  ) => Stream = require('kaitai-struct/KaitaiStream')
  const Qcow2Header = await compiled<KaitaiQcow2Header>('qcow2_header', 'Qcow2Header')
  const CowV2Header = await compiled<KaitaiCowV2Header>('cow_v2_header', 'CowV2Header')
  const Qcow2L2Table = await compiled<KaitaiL2Table>('qcow2_l2_table', 'Qcow2L2Table')
  return {
    qcow2Header: (buffer) => new Qcow2Header(new KaitaiStream(buffer)),
    cowV2Header: (buffer) => new CowV2Header(new KaitaiStream(buffer)),
    l2Table: (buffer) => new Qcow2L2Table(new KaitaiStream(buffer)),
  }
}

async function compiled<T>(file: string, name: string): Promise<Compiled<T>> {
  const compiler: Compiler = require('kaitai-struct-compiler')
  const schema: unknown = JSON.parse(
    readFileSync(new URL(`kaitai/${file}.ksy`, import.meta.url), 'utf8'),
  )
  const files = await compiler.compile('javascript', schema, null, false)
  const code = files[`${name}.js`]
  if (code === undefined) throw new Error(`Kaitai made no ${name}.js`)
  const exports: Record<string, Compiled<T>> = {}
  compileFunction(code, ['exports', 'require'], { filename: `${name}.js` })(exports, require)
  const type = exports[name]
  if (type === undefined) throw new Error(`${name}.js exports no ${name}`)
  return type
}
