/** Options that commands share. */
import { Option } from 'commander'

/** How a command prints: for people, or as JSON. */
export type Output = 'human' | 'json'

/** `--output human|json`, as qemu-img spells it. */
export function outputOption(): Option {
  return new Option('--output <how>', 'how to print').choices(['human', 'json']).default('human')
}

/** `-f FMT`: an exact id or a family. */
export function formatOption(): Option {
  return new Option('-f, --format <format>', 'format of the file: an id or a family (see formats)')
}

/** `-p`, `-q`. */
export function progressOptions(): readonly Option[] {
  return [
    new Option('-p, --progress', 'show percentages, even where nobody looks'),
    new Option('-q, --quiet', 'print nothing but errors'),
  ]
}

/** The examples at the end of a command's help. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ cowtools ${line}`).join('\n')}\n`
}
