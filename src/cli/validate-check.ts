/** Checks one file of `validate` and renders what was found: the work that threads share. */
import type { Severity } from '../binary/finding.ts'
import { detect, headSize } from '../formats/index.ts'
import { nodeFiles } from '../node.ts'
import { openFile } from '../source/file.ts'
import type { ByteSource } from '../source/index.ts'
import {
  type Policy,
  sarifResults,
  type ValidateOptions,
  type Validation,
  type Verdict,
  validate,
  validationJson,
  validationText,
} from '../validate/index.ts'
import { failureText } from './failure.ts'
import { createPaint } from './io.ts'
import type { Target } from './validate-targets.ts'

/** How `validate` prints. */
export const VALIDATE_OUTPUTS = ['human', 'json', 'jsonl', 'sarif'] as const

/** How `validate` prints. */
export type ValidateOutput = (typeof VALIDATE_OUTPUTS)[number]

/** How to check and to render; plain data, since threads get a copy of it. */
export interface CheckSettings {
  readonly format: string | undefined
  /** Folders of schemas whose formats are known, too. */
  readonly schemas?: readonly string[] | undefined
  readonly policy: Policy
  readonly output: ValidateOutput
  /** Files of folders that are of no known format are checked too. */
  readonly all: boolean
  /** Files that are valid are not rendered. */
  readonly isQuiet: boolean
  /** There is one file, and it was named: its report says what was checked. */
  readonly isOne: boolean
  /** There is no file, and so nothing to repair. */
  readonly isStream?: boolean
  readonly isColoured: boolean
  readonly width: number
  /** Folder of the spec pages, as the reader sees it. */
  readonly specs: string
}

/** What became of one file. */
export type Outcome =
  | {
      readonly kind: 'checked'
      readonly verdict: Verdict
      /** Each rule that was broken, once. */
      readonly rules: readonly BrokenRule[]
      /** The file's part of the output. */
      readonly text: string
    }
  /** In a folder, and of no known format. */
  | { readonly kind: 'other' }
  | { readonly kind: 'failed'; readonly message: string }

/** A rule that a file breaks. */
export interface BrokenRule {
  readonly id: string
  readonly severity: Severity
  readonly message: string
}

/** Checks a file; what goes wrong with that is an outcome. */
export async function checkTarget(
  target: Target,
  settings: CheckSettings,
  signal?: AbortSignal,
): Promise<Outcome> {
  if (target.kind === 'failed') return target
  try {
    const source = await openFile(target.path)
    try {
      if (!target.isNamed && !settings.all && (await isOther(source))) return { kind: 'other' }
      return await checkSource(source, target.path, { settings, signal })
    } finally {
      await source.close()
    }
  } catch (error) {
    signal?.throwIfAborted()
    return { kind: 'failed', message: failureText(error) }
  }
}

/** Nothing of a known format, not even a damaged signature. An empty file may be a lost image. */
async function isOther(source: ByteSource): Promise<boolean> {
  if (source.size === 0) return false
  const found = detect(await source.read(0, headSize))
  return found.kind === 'unknown' && found.candidates.length === 0
}

async function checkSource(
  source: ByteSource,
  path: string,
  { settings, signal }: { settings: CheckSettings; signal: AbortSignal | undefined },
): Promise<Outcome> {
  const validation = await validate(source, { ...checkingOf(path, settings), signal })
  return await outcomeOf(validation, source, settings)
}

/** How to check the file at a path. */
export function checkingOf(
  path: string,
  { format, policy }: Pick<CheckSettings, 'format' | 'policy'>,
): ValidateOptions {
  // Without the files of this machine nothing can be looked up there, whatever the policy says.
  const files = policy.name === 'trusted' ? nodeFiles : undefined
  return { filename: path, path, format, policy, files }
}

/** An outcome with its text; `source` has the bytes that the report shows. */
export async function outcomeOf(
  validation: Validation,
  source: ByteSource,
  settings: CheckSettings,
): Promise<Outcome> {
  const { verdict, findings } = validation
  const rules = new Map<string, BrokenRule>()
  for (const { rule: id, severity, message } of findings) {
    if (!rules.has(id)) rules.set(id, { id, severity, message })
  }
  const text = settings.isQuiet && verdict === 'valid' ? '' : await textOf()
  return { kind: 'checked', verdict, rules: [...rules.values()], text }

  async function textOf(): Promise<string> {
    const { output, width, specs, isOne, isColoured } = settings
    switch (output) {
      case 'human': {
        const shown = { hasScope: isOne, hasFile: settings.isStream !== true }
        const paint = createPaint(isColoured)
        return await validationText(validation, source, { paint, width, specs, ...shown })
      }
      case 'json':
        return validationJson(validation)
      case 'jsonl':
        return validationJson(validation, 'line')
      case 'sarif':
        return sarifResults(validation)
    }
  }
}
