import { describe, expect, it } from 'vitest'
import { schemaLanguage } from '../../codegen/schema/index.ts'

/** The part of JSON Schema that the language uses. */
interface Node {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly anyOf?: readonly Node[]
  readonly items?: Node
  readonly prefixItems?: readonly Node[]
  readonly additionalProperties?: boolean | Node
}

/** Paths of all properties that an editor would show without a word. */
function* undescribed(node: Node, path: string): Generator<string> {
  for (const [key, value] of Object.entries(node.properties ?? {})) {
    if (!value.description) yield `${path}.${key}`
    yield* undescribed(value, `${path}.${key}`)
  }
  const { additionalProperties: others } = node
  const lists = [node.items, typeof others === 'object' ? others : undefined]
  const inner = [...lists, ...(node.anyOf ?? []), ...(node.prefixItems ?? [])]
  for (const one of inner) if (one) yield* undescribed(one, path)
}

describe('schemaLanguage()', () => {
  it('describes every property, for editors', () => {
    expect([...undescribed(schemaLanguage() as Node, 'schema')]).toEqual([])
  })

  it('sees a property without a description, wherever it is', () => {
    const bare: Node = { properties: { a: {}, b: { description: 'B.' } } }
    const around: Node = { items: { anyOf: [{}, { additionalProperties: bare }] } }
    expect([...undescribed(around, '')]).toEqual(['.a'])
  })
})
