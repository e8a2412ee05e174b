/** The package as it would be published, built from a copy of the sources. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Folders of the repository that no part of the package is made from. */
const LEFT_OUT = new Set(['.git', 'coverage', 'dist', 'node_modules', 'test'])

/** What a command printed, both streams in order of their kind, and its exit code. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end, without warnings of npm. */
export function spawn(command: string, args: readonly string[], cwd: string): Ran {
  // npx sets the package where it runs the tests itself: every npx below would take that one.
  const { npm_config_package: _, ...inherited } = process.env
  const env = { ...inherited, NPM_CONFIG_LOGLEVEL: 'error', NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' })
  return { code: status, stdout, stderr }
}

/** Output of a command; what it printed is part of the error if it fails. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { code, stdout, stderr } = spawn(command, args, cwd)
  if (code === 0) return stdout
  throw new Error(`Cannot run ${command} ${args.join(' ')}: exit code ${code}\n${stdout}${stderr}`)
}

/**
 * Builds and packs into `folder`; gives the path of the tarball.
 *
 * Each caller has a copy of its own, so that test files can build side by side, and none disturbs
 * the `dist` of the repository. A build takes about two seconds.
 */
export function pack(folder: string): string {
  const stage = join(folder, 'stage')
  mkdirSync(stage)
  cpSync(root, stage, {
    recursive: true,
    filter: (path) => join(path, '..', '/') !== root || !LEFT_OUT.has(basename(path)),
  })
  symlinkSync(join(root, 'node_modules'), join(stage, 'node_modules'))
  run('npm', ['run', '--silent', 'build'], stage)
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const packed: unknown = JSON.parse(run('npm', args, stage))
  const [{ filename }] = Object.values(packed as object) as [{ filename: string }]
  return join(folder, filename)
}
