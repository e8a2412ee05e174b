/** What a `.ksy` file is made of, and its text. */
import { Document, Scalar, YAMLSeq } from 'yaml'

/** A node of the YAML tree; bytes become a list of hex numbers, undefined keys are left out. */
export type KsyNode =
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | readonly KsyNode[]
  | { readonly [key: string]: KsyNode | undefined }

/** A mapping: a type, an attribute, an instance. */
export type KsyMap = { readonly [key: string]: KsyNode | undefined }

const COLUMNS = 100

/** The text of the file, with a comment at its top. */
export function ksyText(comment: readonly string[], root: KsyMap): string {
  // The official compiler reads YAML 1.1, in which `off` and `no` are not text.
  const document = new Document(plain(root), { version: '1.1' })
  const head = comment.map((line) => `# ${line}`.trimEnd()).join('\n')
  return `${head}\n\n${document.toString({ lineWidth: COLUMNS, directives: false })}`
}

function plain(node: KsyNode | undefined): unknown {
  if (node instanceof Uint8Array) return hexList(node)
  if (Array.isArray(node)) return node.map(plain)
  if (typeof node === 'string' && node.includes('\n')) return block(node)
  if (typeof node !== 'object') return node
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, plain(isDoc(key) ? docNode(value) : value)]),
  )
}

const isDoc = (key: string) => key === 'doc' || key === 'doc-ref'

/** Compilers put documentation into comments as it is. */
function docNode(node: KsyNode | undefined): KsyNode | undefined {
  if (typeof node === 'string') return node.replaceAll('*/', '* /')
  return Array.isArray(node) ? node.map((one: KsyNode) => docNode(one) ?? '') : node
}

/** A text of several lines, as it is. */
function block(text: string): Scalar {
  const scalar = new Scalar(text)
  scalar.type = Scalar.BLOCK_LITERAL
  return scalar
}

function hexList(bytes: Uint8Array): YAMLSeq {
  const list = new YAMLSeq()
  list.flow = true
  for (const byte of bytes) {
    const scalar = new Scalar(byte)
    scalar.format = 'HEX'
    list.add(scalar)
  }
  return list
}
