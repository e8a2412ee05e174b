/** The commands that know formats: all of these need generated code. */
import type { Command } from 'commander'
import { dumpCommand } from './dump.ts'
import { formatsCommand } from './formats.ts'
import { infoCommand } from './info.ts'
import type { Io } from './io.ts'
import { validateCommand } from './validate.ts'

/** In the order of the help. */
export const imageCommands: readonly ((io: Io) => Command)[] = [
  infoCommand,
  dumpCommand,
  validateCommand,
  formatsCommand,
]
