/** A name of the specification as generated code spells it: `backing_file` is `backingFile`. */
export function camelName(name: string): string {
  const pascal = name.split(/[_-]/).map(capital).join('')
  return pascal.charAt(0).toLowerCase() + pascal.slice(1)
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
