/** Kaitai descriptions, compiled to JavaScript and loaded. */
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import { parse } from 'yaml'

const require = createRequire(import.meta.url)

/** An object of a Kaitai parser: attributes and instances under camel-case names. */
export type KaitaiObject = { readonly [key: string]: unknown }

/** Reads an image; throws where the description says so. */
export type KaitaiParser = (bytes: Uint8Array) => KaitaiObject

interface Compiler {
  compile(
    language: 'javascript',
    schema: unknown,
    importer: null,
    debug: boolean,
  ): Promise<Readonly<Record<string, string>>>
}

type Constructor = new (stream: object) => KaitaiObject

/** Compiles the text of a `.ksy` file. */
export async function kaitaiParser(text: string): Promise<KaitaiParser> {
  const compiler: Compiler = require('kaitai-struct-compiler')
  const KaitaiStream: new (bytes: Uint8Array) => object = require('kaitai-struct/KaitaiStream')
  const files = await compiler.compile('javascript', parse(text), null, false)
  const [[name, code] = ['', '']] = Object.entries(files)
  const exports: Record<string, Constructor> = {}
  compileFunction(code, ['exports', 'require'], { filename: name })(exports, require)
  const type = exports[name.replace(/\.js$/, '')]
  if (type === undefined) throw new Error(`Cannot load ${name}: it exports no parser`)
  return (bytes) => new type(new KaitaiStream(bytes))
}

/** `backing_file_offset` as Kaitai's JavaScript spells it. */
export function kaitaiName(id: string): string {
  return id.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replace(/_+$/, '')
}

/** A value of Kaitai as an object. */
export function kaitaiObject(value: unknown): KaitaiObject {
  if (typeof value === 'object' && value !== null) return value as KaitaiObject
  throw new TypeError(`Cannot look into ${String(value)}: it is no object`)
}
