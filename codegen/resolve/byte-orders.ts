/** Formats whose magic decides the byte order: one schema, one format for each order. */

type Order = 'big' | 'little'

/** What ids and titles of each order get. */
const SUFFIXES = { big: 'be', little: 'le' } as const
const WORDS = { big: 'big-endian', little: 'little-endian' } as const

/**
 * The schemas of single formats that a schema stands for: itself, or with two byte orders one for
 * each. What has the wrong shape stays as it is, for the checks to tell.
 */
export function byByteOrder(schema: unknown): readonly unknown[] {
  if (!isObject(schema) || typeof schema.id !== 'string') return [schema]
  const { id, endian } = schema
  if (!isBoth(endian)) return [schema]
  return endian.map((order) => ({
    ...schema,
    id: `${id}-${SUFFIXES[order]}`,
    variantOf: id,
    title: typeof schema.title === 'string' ? `${schema.title}, ${WORDS[order]}` : schema.title,
    endian: order,
    example: exampleOf(schema.example, order),
  }))
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function isBoth(orders: unknown): orders is readonly Order[] {
  if (!Array.isArray(orders)) return false
  return orders.length === 2 && orders.includes('big') && orders.includes('little')
}

/** Examples have one byte order each. */
function exampleOf(example: unknown, order: Order): unknown {
  return isObject(example) && order in example ? example[order] : example
}
