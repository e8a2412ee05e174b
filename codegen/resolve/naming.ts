import type { Names } from '../ir.ts'

const words = (name: string) => name.split(/[_-]/)
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** The spellings of a snake_case or kebab-case name. Acronyms are words. */
export function namesOf(spec: string): Names {
  const pascal = words(spec).map(capital).join('')
  return {
    spec,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    upper: words(spec).join('_').toUpperCase(),
  }
}

/** The names of a part of a whole: `cow-v2` and `header` give `CowV2Header`. */
export function joinNames(whole: Names, part: Names): Names {
  return namesOf(`${whole.spec}-${part.spec}`)
}
