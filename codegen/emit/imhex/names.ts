/** Names in the pattern language. */

/** Words that the language keeps for itself, and the names of its library. */
const RESERVED = new Set(
  `if else while for match return break continue struct enum union fn bitfield unsigned signed le be
  parent namespace using this in out ref null const try catch import as is from addressof sizeof
  typenameof padding auto any u8 u16 u24 u32 u48 u64 u96 u128 s8 s16 s24 s32 s48 s64 s96 s128 float
  double bool char char16 str true false nan inf std builtin`.split(/\s+/),
)

/** Whether the language has another use for a word. */
export const isReserved = (word: string) => RESERVED.has(word)

/** A name that is free to use. */
export const freeWord = (name: string) => (isReserved(name) ? `${name}_` : name)

/** Gives out names, each once. */
export interface Names {
  /** The wanted name, or one like it; the same for the same key. */
  readonly of: (key: object | string, wanted: string) => string
}

/** Names beside those that are taken. */
export function createNames(taken: Iterable<string> = []): Names {
  const used = new Set(taken)
  const given = new Map<object | string, string>()
  return {
    of: (key, wanted) => {
      const known = given.get(key)
      if (known !== undefined) return known
      const base = freeWord(wanted)
      let name = base
      for (let number = 2; used.has(name); number++) name = `${base}_${number}`
      used.add(name)
      given.set(key, name)
      return name
    },
  }
}
