/** The example image: how it was made, and its bytes. */
import { hexDump } from './hex-dump.ts'
import type { WorkedExample } from './worked-example.ts'

/** What `example.hbs` shows. */
export interface ExampleView {
  readonly title: string
  /** In words; empty if commands made it. */
  readonly origin: string
  /** Tool and version behind the commands. */
  readonly tool: string
  readonly commands: readonly string[]
  readonly dump: readonly string[]
}

/** The example section of a page. */
export function exampleView(worked: WorkedExample | undefined): ExampleView | undefined {
  if (!worked) return undefined
  const { title, madeBy = '' } = worked.example
  const isCommand = / -{1,2}[a-z]/.test(madeBy)
  const [, command = madeBy, tool = ''] = /^(.*) \(([^()]*)\)$/.exec(madeBy) ?? []
  return {
    title,
    origin: isCommand ? '' : madeBy,
    tool: isCommand ? tool : '',
    commands: isCommand ? commandLines(command) : [],
    dump: hexDump(worked),
  }
}

/** Widest line of a command. */
const WIDTH = 96

/** A command line as a shell takes it on several lines: cut after `&&`, and before options. */
function commandLines(command: string): readonly string[] {
  const parts = command.split(' && ')
  return parts.flatMap((part, i) => {
    const lines: string[] = []
    let line = ''
    for (const word of part.split(/ (?=-)/)) {
      const next = line === '' ? word : `${line} ${word}`
      if (line !== '' && next.length > WIDTH) {
        lines.push(`${line} \\`)
        line = `  ${word}`
      } else {
        line = next
      }
    }
    return [...lines, i < parts.length - 1 ? `${line} &&` : line]
  })
}
