#!/usr/bin/env node
/** The `cowtools` command. */
import { processIo } from './io.ts'
import { run } from './program.ts'

// The reader of a pipe may leave before all is written: `cowtools dump x | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode)
  throw error
})

process.exitCode = await run(process.argv.slice(2), processIo())
