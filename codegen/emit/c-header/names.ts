/** Names that a C or C++ compiler takes, each given once. */
import type { Format, Item, Struct } from '../../ir.ts'

/** Words of C23 and C++20, and names that system headers or the compiler define as macros. */
const RESERVED = new Set(
  `alignas alignof and and_eq asm assert auto bitand bitor bool break case catch char char16_t
  char32_t char8_t class co_await co_return co_yield compl concept const const_cast consteval
  constexpr constinit continue decltype default delete do double dynamic_cast else enum errno
  explicit export extern false float for friend goto i386 if inline int int16_t int32_t int64_t
  int8_t linux long major makedev minor mutable namespace new noexcept not not_eq nullptr offsetof
  operator or or_eq private protected public register reinterpret_cast requires restrict return
  short signed sizeof static static_assert static_cast stderr stdin stdout struct switch template
  this thread_local throw true try typedef typeid typename typeof typeof_unqual uint16_t uint32_t
  uint64_t uint8_t union unix unsigned using virtual void volatile wchar_t while xor xor_eq`.split(
    /\s+/,
  ),
)

/** Gives the wanted name, or the next one that is free: `size`, `size_2`. */
export type Claim = (wanted: string) => string

/** A space of names; no two formats that are generated together share a name in it. */
export function createClaim(): Claim {
  const taken = new Set<string>()
  return (wanted) => {
    let name = wanted
    for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`
    taken.add(name)
    return name
  }
}

/** A struct with the names that it has in C. */
export interface NamedStruct {
  readonly struct: Struct
  /** `cow_v2_header` */
  readonly tag: string
  /** Of the struct that is not packed: `cow_v2_header_natural`. */
  readonly naturalTag: string | undefined
  /** What its macros begin with: `COW_V2_HEADER`. */
  readonly prefix: string
  readonly members: ReadonlyMap<Item, string>
}

/** Names every struct of a format, and their members. */
export function namedStructs(format: Format, claim: Claim): readonly NamedStruct[] {
  return format.structs.map((struct) => {
    const prefix = struct.fullNames.upper
    const tag = claim(prefix.toLowerCase())
    const isNatural = struct.c !== undefined && !struct.c.packed
    const naturalTag = isNatural ? claim(`${tag}_natural`) : undefined
    return { struct, tag, naturalTag, prefix, members: membersOf(struct) }
  })
}

/** Items have names that differ by more than the underscore that a reserved word gets. */
function membersOf(struct: Struct): ReadonlyMap<Item, string> {
  return new Map(
    struct.items.map((item) => {
      const { spec } = item.names
      return [item, RESERVED.has(spec) ? `${spec}_` : spec]
    }),
  )
}
