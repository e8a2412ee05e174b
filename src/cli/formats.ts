/** `cowtools formats`: what this build knows. */
import { Command } from 'commander'
import { formats } from '../formats/index.ts'
import { jsonText, tableLines } from '../layout/index.ts'
import type { Io } from './io.ts'
import { examples, type Output, outputOption } from './options.ts'
import { withSchemas } from './schemas.ts'

/** Lists the known formats. */
export function formatsCommand(io: Io): Command {
  const command = new Command('formats')
    .description('List the formats that cowtools knows.')
    .addOption(outputOption())
  return withSchemas(command, io)
    .addHelpText(
      'after',
      examples(['formats', 'formats --output json', 'formats --schemas my-schemas']),
    )
    .action(({ output }: { output: Output }) => io.out(formatsText(output, io)))
}

function formatsText(output: Output, { paint }: Io): string {
  const rows = formats.map(({ id, family, title, status }) => ({ id, family, title, status }))
  if (output === 'json') return `${jsonText(rows)}\n`
  const cells = rows.map(({ id, family, title, status }) => [id, family, status, title])
  const [heading = '', ...lines] = tableLines([['ID', 'FAMILY', 'STATUS', 'TITLE'], ...cells])
  return `${[paint.strong(heading), ...lines].join('\n')}\n`
}
