/**
 * A parser of the part of ImHex's pattern language that is emitted, as its documentation and the
 * grammar of its reference implementation have it. What it does not know is an error.
 */
import { isReserved } from '../../codegen/emit/imhex/names.ts'

/** An expression. */
export type Expression =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'cursor' }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'choice'; readonly parts: readonly [Expression, Expression, Expression] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }

/** A type as a variable names it. */
export interface TypeName {
  readonly name: string
  readonly endian?: 'be' | 'le' | undefined
}

/** How many entries an array has. */
export type Extent =
  | { readonly kind: 'count'; readonly count: Expression }
  | { readonly kind: 'while'; readonly test: Expression }

/** A statement of a struct, a function or the program. */
export type Statement =
  | {
      readonly kind: 'variable'
      readonly type: TypeName
      readonly name: string
      readonly extent?: Extent | undefined
      readonly at?: Expression | undefined
      readonly comment?: string | undefined
    }
  | {
      readonly kind: 'local'
      readonly type: TypeName
      readonly name: string
      readonly value: Expression
    }
  | { readonly kind: 'padding'; readonly size: Expression }
  | { readonly kind: 'assign'; readonly name: string; readonly value: Expression }
  | {
      readonly kind: 'if'
      readonly test: Expression
      readonly then: readonly Statement[]
      readonly else: readonly Statement[]
    }
  | { readonly kind: 'while'; readonly test: Expression; readonly body: readonly Statement[] }
  | { readonly kind: 'break' }
  | { readonly kind: 'return'; readonly value: Expression }

/** A run of a bitfield; without a name it is padding. */
export interface Run {
  readonly name?: string | undefined
  readonly width: number
}

/** A declaration of the program. */
export type Declaration =
  | {
      readonly kind: 'enum'
      readonly name: string
      readonly type: string
      readonly values: ReadonlyMap<string, bigint>
    }
  | {
      readonly kind: 'bitfield'
      readonly name: string
      readonly runs: readonly Run[]
      readonly order: 'MostToLeastSignificant' | 'LeastToMostSignificant'
      readonly size: number
    }
  | { readonly kind: 'struct'; readonly name: string; readonly members: readonly Statement[] }
  | {
      readonly kind: 'function'
      readonly name: string
      readonly parameters: readonly string[]
      readonly body: readonly Statement[]
    }
  | { readonly kind: 'statement'; readonly statement: Statement }

/** A pattern. */
export interface Program {
  readonly pragmas: ReadonlyMap<string, string>
  readonly imports: readonly string[]
  readonly declarations: readonly Declaration[]
}

const TOKEN =
  /\s+|\/\/[^\n]*|#pragma ([a-z_]+) ([^\n]*)|"(?:[^"\\\n]|\\["\\])*"|0x[0-9a-fA-F]+|\d+|[A-Za-z_]\w*(?:::\w+)*|\[\[|\]\]|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|!<>=?:;,.(){}[\]@$]/y

interface Tokens {
  readonly list: readonly string[]
  readonly pragmas: ReadonlyMap<string, string>
}

function tokensOf(text: string): Tokens {
  const list: string[] = []
  const pragmas = new Map<string, string>()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null) throw new SyntaxError(`no token at "${text.slice(at, at + 40)}"`)
    const [token, pragma, value] = match
    if (pragma !== undefined && value !== undefined) pragmas.set(pragma, value)
    else if (!/^(\s|\/\/)/.test(token)) list.push(token)
  }
  return { list, pragmas }
}

const TYPES = /^([us](8|16|24|32|48|64|96|128)|char|bool)$/
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]

/** Parses a pattern; types and functions have to be declared before they are used. */
export function parsePattern(text: string): Program {
  return new Parser(tokensOf(text)).program()
}

class Parser {
  readonly #tokens: readonly string[]
  readonly #pragmas: ReadonlyMap<string, string>
  readonly #types = new Set<string>()
  readonly #functions = new Set([
    'std::mem::size',
    'std::mem::read_unsigned',
    'std::mem::read_signed',
    'std::core::array_index',
  ])
  #at = 0

  constructor({ list, pragmas }: Tokens) {
    this.#tokens = list
    this.#pragmas = pragmas
  }

  program(): Program {
    const imports: string[] = []
    while (this.#accept('import')) imports.push(this.#dotted())
    const declarations: Declaration[] = []
    while (this.#at < this.#tokens.length) declarations.push(this.#declaration())
    return { pragmas: this.#pragmas, imports, declarations }
  }

  #dotted(): string {
    let name = this.#next()
    while (this.#accept('.')) name += `.${this.#next()}`
    this.#expect(';')
    return name
  }

  #declaration(): Declaration {
    if (this.#accept('enum')) return this.#enum()
    if (this.#accept('bitfield')) return this.#bitfield()
    if (this.#accept('fn')) return this.#function()
    if (!this.#accept('struct')) return { kind: 'statement', statement: this.#statement() }
    const name = this.#newType()
    const members = this.#block()
    this.#expect(';')
    return { kind: 'struct', name, members }
  }

  #enum(): Declaration {
    const name = this.#newType()
    this.#expect(':')
    const type = this.#next()
    const values = new Map<string, bigint>()
    this.#expect('{')
    while (!this.#accept('}')) {
      const entry = this.#identifier()
      if (values.has(entry)) throw new SyntaxError(`${name}.${entry} is there twice`)
      this.#expect('=')
      const sign = this.#accept('-') ? -1n : 1n
      values.set(entry, sign * BigInt(this.#next()))
      this.#expect(',')
    }
    this.#expect(';')
    return { kind: 'enum', name, type, values }
  }

  #bitfield(): Declaration {
    const name = this.#newType()
    const runs: Run[] = []
    this.#expect('{')
    while (!this.#accept('}')) {
      const run = this.#accept('padding') ? undefined : this.#identifier()
      this.#expect(':')
      runs.push({ name: run, width: Number(this.#next()) })
      this.#attribute()
      this.#expect(';')
    }
    this.#expect('[[')
    this.#expect('bitfield_order')
    this.#expect('(')
    const order = this.#next().replace('std::core::BitfieldOrder::', '')
    this.#expect(',')
    const size = Number(this.#next())
    for (const token of [')', ']]', ';']) this.#expect(token)
    if (order !== 'MostToLeastSignificant' && order !== 'LeastToMostSignificant') {
      throw new SyntaxError(`unknown order ${order}`)
    }
    return { kind: 'bitfield', name, runs, order, size }
  }

  #function(): Declaration {
    const name = this.#identifier()
    const parameters: string[] = []
    this.#expect('(')
    while (!this.#accept(')')) {
      this.#type()
      parameters.push(this.#identifier())
      this.#accept(',')
    }
    this.#functions.add(name)
    const body = this.#block()
    this.#expect(';')
    return { kind: 'function', name, parameters, body }
  }

  #block(): readonly Statement[] {
    const statements: Statement[] = []
    if (!this.#accept('{')) return [this.#statement()]
    while (!this.#accept('}')) statements.push(this.#statement())
    return statements
  }

  #statement(): Statement {
    if (this.#accept('if')) return this.#conditional()
    if (this.#accept('while')) {
      const test = this.#parenthesised()
      return { kind: 'while', test, body: this.#block() }
    }
    const statement = this.#simple()
    this.#expect(';')
    return statement
  }

  #simple(): Statement {
    if (this.#accept('break')) return { kind: 'break' }
    if (this.#accept('return')) return { kind: 'return', value: this.#expression() }
    if (this.#accept('padding')) {
      this.#expect('[')
      const size = this.#expression()
      this.#expect(']')
      return { kind: 'padding', size }
    }
    if (this.#tokens[this.#at + 1] === '=') {
      const name = this.#accept('$') ? '$' : this.#identifier()
      this.#expect('=')
      return { kind: 'assign', name, value: this.#expression() }
    }
    return this.#variable()
  }

  #conditional(): Statement {
    const test = this.#parenthesised()
    const then = this.#block()
    const other = this.#accept('else') ? this.#block() : []
    return { kind: 'if', test, then, else: other }
  }

  #parenthesised(): Expression {
    this.#expect('(')
    const test = this.#expression()
    this.#expect(')')
    return test
  }

  #variable(): Statement {
    const type = this.#type()
    const name = this.#identifier()
    if (this.#accept('=')) return { kind: 'local', type, name, value: this.#expression() }
    const extent = this.#accept('[') ? this.#extent() : undefined
    const at = this.#accept('@') ? this.#expression() : undefined
    return { kind: 'variable', type, name, extent, at, comment: this.#attribute() }
  }

  #extent(): Extent {
    const extent: Extent = this.#accept('while')
      ? { kind: 'while', test: this.#parenthesised() }
      : { kind: 'count', count: this.#expression() }
    this.#expect(']')
    return extent
  }

  #attribute(): string | undefined {
    if (!this.#accept('[[')) return undefined
    for (const token of ['comment', '(']) this.#expect(token)
    const text = this.#next()
    if (!text.startsWith('"')) throw new SyntaxError(`${text} is no comment`)
    for (const token of [')', ']]']) this.#expect(token)
    return text.slice(1, -1).replace(/\\(.)/g, '$1')
  }

  #type(): TypeName {
    const endian = this.#accept('be') ? 'be' : this.#accept('le') ? 'le' : undefined
    const name = this.#next()
    if (!TYPES.test(name) && !this.#types.has(name)) throw new SyntaxError(`${name} is no type`)
    return { name, endian }
  }

  #newType(): string {
    const name = this.#identifier()
    if (this.#types.has(name)) throw new SyntaxError(`${name} is declared twice`)
    this.#types.add(name)
    return name
  }

  #expression(): Expression {
    const test = this.#level(0)
    if (!this.#accept('?')) return test
    const then = this.#level(0)
    this.#expect(':')
    return { kind: 'choice', parts: [test, then, this.#level(0)] }
  }

  #level(level: number): Expression {
    const operators = LEVELS[level]
    if (operators === undefined) return this.#unary()
    let left = this.#level(level + 1)
    for (;;) {
      const operator = this.#tokens[this.#at]
      if (operator === undefined || !operators.includes(operator)) return left
      this.#at++
      left = { kind: 'binary', operator, left, right: this.#level(level + 1) }
    }
  }

  #unary(): Expression {
    for (const operator of ['-', '!']) {
      if (this.#accept(operator)) return { kind: 'unary', operator, operand: this.#unary() }
    }
    if (this.#accept('(')) {
      const inner = this.#expression()
      this.#expect(')')
      return inner
    }
    if (this.#accept('$')) return { kind: 'cursor' }
    const token = this.#next()
    if (/^\d/.test(token)) return { kind: 'number', value: BigInt(token) }
    if (token === 'true' || token === 'false') {
      return { kind: 'number', value: token === 'true' ? 1n : 0n }
    }
    return this.#named(token)
  }

  #named(name: string): Expression {
    if (!this.#accept('(')) return { kind: 'name', name }
    if (!this.#functions.has(name)) throw new SyntaxError(`${name} is no function so far`)
    const args: Expression[] = []
    while (!this.#accept(')')) {
      args.push(this.#expression())
      if (this.#tokens[this.#at] !== ')') this.#expect(',')
    }
    return { kind: 'call', name, args }
  }

  #identifier(): string {
    const name = this.#next()
    if (!/^[A-Za-z_]\w*$/.test(name) || isReserved(name)) {
      throw new SyntaxError(`${name} is no name`)
    }
    return name
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false
    this.#at++
    return true
  }

  #expect(token: string): void {
    if (this.#accept(token)) return
    const around = this.#tokens.slice(Math.max(0, this.#at - 8), this.#at + 3).join(' ')
    throw new SyntaxError(`expected ${token} in "${around}"`)
  }

  #next(): string {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw new SyntaxError('the pattern ends early')
    return token
  }
}
