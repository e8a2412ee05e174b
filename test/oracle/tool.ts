/** Real tools that judge: each test that needs one is skipped by name where it is not installed. */
import { spawnSync } from 'node:child_process'

/** Whether a command can be run. `.ci/run` installs every one that the tests use. */
export function hasTool(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).error === undefined
}

/** Runs a tool; its output, or an error with all that it printed. */
export function tool(command: string, args: readonly string[], cwd: string): string {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (result.status === 0) return result.stdout
  throw new Error(`${command} ${args.join(' ')}: ${result.stdout}${result.stderr}`)
}
