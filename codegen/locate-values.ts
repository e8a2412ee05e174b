/**
 * What an expression of a schema file stands for, without running it.
 *
 * A value is followed through constants, imports, spreads, calls and `map`, as long as there is one
 * answer; where there is none it stays the expression that it is, and whoever asks stops there.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve as resolvePath } from 'node:path'
import { ts } from 'ts-morph'

/** An expression, in its file, and what the parameters around it stand for. */
export interface Value {
  readonly node: ts.Node
  readonly file: ts.SourceFile
  readonly scope: Scope
  readonly open: Open
  /** Names and calls that were followed so far. */
  readonly hops: number
}

/** Opens a source file. */
export type Open = (path: string) => ts.SourceFile | undefined

type Scope = ReadonlyMap<string, Value>

/** A property of an object: its name, and its value as it is written. */
export interface Member {
  readonly key: Value
  readonly value: Value
}

const NO_SCOPE: Scope = new Map()
/** Longest chain of names and calls; beyond it there is a circle. */
const MAX_HOPS = 100

/** Opens source files; each is read and parsed once. Undefined if one cannot be read. */
export function sourceFiles(): Open {
  const files = new Map<string, ts.SourceFile | undefined>()
  return (path) => {
    if (!files.has(path)) files.set(path, parsed(path))
    return files.get(path)
  }
}

function parsed(path: string): ts.SourceFile | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  if (path.endsWith('.json')) return ts.parseJsonText(path, text)
  return ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)
}

/** The schema of a file: its default export, or what a JSON file holds. */
export function schemaOf(path: string, open: Open): Value | undefined {
  const file = open(path)
  return file && exported({ node: file, file, scope: NO_SCOPE, open, hops: 0 }, 'default')
}

/** The literal behind an expression; the last expression that is certain if there is none. */
export function settled(value: Value): Value {
  if (value.hops > MAX_HOPS) return value
  const next = nextOf({ ...value, hops: value.hops + 1 })
  return next ? settled(next) : value
}

/** An expression, or what the caller gave for it where it is a parameter. */
export function given(value: Value): Value {
  const bound = ts.isIdentifier(value.node) ? value.scope.get(value.node.text) : undefined
  return bound ? given(bound) : value
}

/** A property of an object; the last of its name counts. */
export function memberOf(object: Value, name: string): Member | undefined {
  const around = settled(object)
  const { node } = around
  if (!ts.isObjectLiteralExpression(node)) return undefined
  for (const property of [...node.properties].reverse()) {
    if (ts.isSpreadAssignment(property)) {
      const spread = settled({ ...around, node: property.expression })
      const found = memberOf(spread, name)
      // What is spread may hide the name, if nobody knows what it is.
      if (found || !ts.isObjectLiteralExpression(spread.node)) return found
      continue
    }
    const key = property.name
    if (!key || keyText({ ...around, node: key }) !== name) continue
    const inside = ts.isPropertyAssignment(property) ? property.initializer : key
    return { key: { ...around, node: key }, value: { ...around, node: inside } }
  }
  return undefined
}

/** The items of a list; undefined stands for items that nobody knows. */
export function itemsOf(list: Value): readonly (Value | undefined)[] {
  const around = settled(list)
  const { node } = around
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.flatMap((item): readonly (Value | undefined)[] =>
      ts.isSpreadElement(item)
        ? itemsOf({ ...around, node: item.expression })
        : [{ ...around, node: item }],
    )
  }
  const mapped = mapCall(node)
  if (!mapped) return [undefined]
  const callback = settled({ ...around, node: mapped.callback })
  return itemsOf({ ...around, node: mapped.list }).flatMap((item) => {
    const result = item && resultOf(callback, [item])
    return result && mapped.isFlat ? itemsOf(result) : [result]
  })
}

/** An item of a list by its index, where all before it are known. */
export function itemOf(list: Value, index: number): Value | undefined {
  const all = itemsOf(list)
  return all.slice(0, index).includes(undefined) ? undefined : all[index]
}

/** The text or number that an expression yields, where that is certain. */
export function textOf(value: Value): string | undefined {
  const around = settled(value)
  const { node } = around
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isNumericLiteral(node)) return String(Number(node.text))
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    return joined(around, ['-', node.operand])
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return joined(around, [node.left, node.right])
  }
  if (!ts.isTemplateExpression(node)) return undefined
  const parts = node.templateSpans.flatMap((span) => [span.expression, span.literal.text])
  return joined(around, [node.head.text, ...parts])
}

function joined(around: Value, parts: readonly (ts.Node | string)[]): string | undefined {
  const texts = parts.map((part) =>
    typeof part === 'string' ? part : textOf({ ...around, node: part }),
  )
  return texts.every((one) => one !== undefined) ? texts.join('') : undefined
}

function keyText(key: Value): string | undefined {
  const { node } = key
  if (ts.isComputedPropertyName(node)) return textOf({ ...key, node: node.expression })
  const isPlain = ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)
  return isPlain ? node.text : undefined
}

/** One step nearer to the literal. */
function nextOf(value: Value): Value | undefined {
  const { node } = value
  const of = (inner: ts.Node) => ({ ...value, node: inner })
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  ) {
    return of(node.expression)
  }
  if (ts.isIdentifier(node)) return named(value, node.text)
  if (ts.isPropertyAccessExpression(node)) {
    return memberOf(of(node.expression), node.name.text)?.value
  }
  if (ts.isElementAccessExpression(node)) {
    const key = textOf(of(node.argumentExpression))
    const inside = of(node.expression)
    if (key === undefined) return undefined
    return memberOf(inside, key)?.value ?? itemOf(inside, Number(key))
  }
  if (!ts.isCallExpression(node) || mapCall(node)) return undefined
  const callee = settled(of(node.expression))
  const args = node.arguments.map(of)
  return resultOf(callee, args) ?? wrapped(callee, args)
}

/** What a function returns, if it does nothing else. */
function resultOf(callee: Value, args: readonly Value[]): Value | undefined {
  const { node, hops } = callee
  if (!ts.isArrowFunction(node) && !ts.isFunctionDeclaration(node)) return undefined
  const scope = new Map(callee.scope)
  for (const [index, { name, initializer }] of node.parameters.entries()) {
    const value = args[index] ?? (initializer && { ...callee, scope, node: initializer })
    if (!value) continue
    if (ts.isIdentifier(name)) scope.set(name.text, { ...value, hops })
    if (ts.isObjectBindingPattern(name)) bind(name, { ...value, hops }, scope)
  }
  const body = node.body && returned(node.body)
  return body && { ...callee, scope, node: body }
}

function bind(pattern: ts.ObjectBindingPattern, value: Value, scope: Map<string, Value>): void {
  for (const { name, propertyName } of pattern.elements) {
    if (!ts.isIdentifier(name)) continue
    const key = propertyName && ts.isIdentifier(propertyName) ? propertyName : name
    const found = memberOf(value, key.text)
    if (found) scope.set(name.text, found.value)
  }
}

/** What a name stands for: a parameter, a constant or a function around it, or an import. */
function named(value: Value, name: string): Value | undefined {
  const bound = value.scope.get(name)
  if (bound) return { ...bound, hops: value.hops }
  for (let around = value.node.parent; around; around = around.parent) {
    if (!ts.isBlock(around) && !ts.isSourceFile(around)) continue
    const declared = declaredIn(around.statements, name)
    const scope = ts.isBlock(around) ? value.scope : NO_SCOPE
    if (declared) return { ...value, node: declared, scope }
  }
  for (const statement of value.file.statements) {
    const from = importedAs(statement, name)
    const module = from && moduleOf(value, from.module)
    if (module) return exported(module, from.name)
  }
  return undefined
}

/** The file that a file imports from; not those of packages. */
function moduleOf(from: Value, name: string): Value | undefined {
  if (!name.startsWith('.')) return undefined
  const path = resolvePath(dirname(from.file.fileName), name)
  const file = from.open(path) ?? from.open(path.replace(/\.js$/, '.ts'))
  return file && { ...from, node: file, file, scope: NO_SCOPE }
}

/** What a file exports under a name. */
function exported(from: Value, name: string): Value | undefined {
  const { file } = from
  if (from.hops > MAX_HOPS) return undefined
  const here = (node: ts.Node) => ({ ...from, node, hops: from.hops + 1 })
  for (const statement of file.statements) {
    if (ts.isExpressionStatement(statement) && file.fileName.endsWith('.json')) {
      return here(statement.expression)
    }
    if (ts.isExportAssignment(statement) && name === 'default') return here(statement.expression)
    const one = exportedBy(statement, name)
    if (!one) continue
    const module = one.module === undefined ? undefined : moduleOf(from, one.module)
    if (one.module === undefined) return here(one.local)
    return module && exported({ ...module, hops: from.hops + 1 }, one.local.text)
  }
  const declared = declaredIn(file.statements, name)
  return declared && here(declared)
}

/** What `export { local as name }` gives a name to, and the module if it is another's. */
function exportedBy(statement: ts.Statement, name: string) {
  if (!ts.isExportDeclaration(statement) || !statement.exportClause) return undefined
  if (!ts.isNamedExports(statement.exportClause)) return undefined
  const one = statement.exportClause.elements.find((element) => element.name.text === name)
  const from = statement.moduleSpecifier
  const module = from && ts.isStringLiteral(from) ? from.text : undefined
  return one && { local: one.propertyName ?? one.name, module }
}

/** The constant or the function of a name. */
function declaredIn(statements: ts.NodeArray<ts.Statement>, name: string): ts.Node | undefined {
  for (const statement of statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return statement
    if (!ts.isVariableStatement(statement)) continue
    // What is no constant may have changed.
    if ((statement.declarationList.flags & ts.NodeFlags.Const) === 0) continue
    for (const one of statement.declarationList.declarations) {
      if (ts.isIdentifier(one.name) && one.name.text === name) return one.initializer
    }
  }
  return undefined
}

/** Where an import takes a name from. */
function importedAs(statement: ts.Statement, name: string) {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) {
    return undefined
  }
  const module = statement.moduleSpecifier.text
  const clause = statement.importClause
  if (clause?.name?.text === name) return { module, name: 'default' }
  const bindings = clause?.namedBindings
  if (!bindings || !ts.isNamedImports(bindings)) return undefined
  const one = bindings.elements.find((element) => element.name.text === name)
  return one && { module, name: (one.propertyName ?? one.name).text }
}

/** The only thing that a function body returns. */
function returned(body: ts.ConciseBody): ts.Expression | undefined {
  if (!ts.isBlock(body)) return body
  const last = body.statements.at(-1)
  const isPlain = body.statements.every((one) => one === last || ts.isVariableStatement(one))
  return isPlain && last && ts.isReturnStatement(last) ? last.expression : undefined
}

/** `list.map(callback)`, `list.flatMap(callback)`. */
function mapCall(node: ts.Node) {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression))
    return undefined
  const { expression: list, name } = node.expression
  const [callback] = node.arguments
  if (!callback || (name.text !== 'map' && name.text !== 'flatMap')) return undefined
  return { list, callback, isFlat: name.text === 'flatMap' }
}

/** A function of a package that only checks types: what it is given. */
function wrapped({ node }: Value, args: readonly Value[]): Value | undefined {
  const isKnown = ts.isIdentifier(node) && /^define[A-Z]/.test(node.text)
  return isKnown && args.length === 1 ? args[0] : undefined
}
