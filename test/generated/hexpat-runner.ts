/**
 * Runs the part of ImHex's pattern language that is emitted over the bytes of a file.
 *
 * It is no proof that ImHex does the same: it does what the documentation says, with integers of 128
 * bits, and `&&` and `||` that evaluate both sides.
 */
import type { Declaration, Expression, Program, Statement, TypeName } from './hexpat-parser.ts'

/** What a variable shows: a number, bytes, a struct with its address, or entries. */
export type Shown = bigint | Uint8Array | ShownStruct | readonly Shown[]

/** A struct or a bitfield in the file. */
export interface ShownStruct {
  readonly at: number
  readonly members: ReadonlyMap<string, Shown>
}

type Scope = Map<string, bigint>

interface Frame {
  readonly scopes: readonly Scope[]
  readonly members: Map<string, Shown>
  readonly index: number
}

class Stop {
  readonly kind: 'break' | 'return'
  readonly value: bigint
  constructor(kind: 'break' | 'return', value = 0n) {
    this.kind = kind
    this.value = value
  }
}

/** What a pattern places in the file, and its variables, by name. */
export interface Result {
  readonly shown: ReadonlyMap<string, Shown>
  readonly variables: ReadonlyMap<string, bigint>
}

/** Runs a pattern over a file; throws a RangeError where the file ends too early. */
export function runPattern(program: Program, bytes: Uint8Array): Result {
  return new Runner(program, bytes).run()
}

const WIDTH_MAX = 127n

class Runner {
  readonly #program: Program
  readonly #bytes: Uint8Array
  readonly #types = new Map<string, Exclude<Declaration, { kind: 'statement' | 'function' }>>()
  readonly #functions = new Map<string, Extract<Declaration, { kind: 'function' }>>()
  readonly #globals: Scope = new Map()
  readonly #isBig: boolean
  #cursor = 0n

  constructor(program: Program, bytes: Uint8Array) {
    this.#program = program
    this.#bytes = bytes
    this.#isBig = program.pragmas.get('endian') === 'big'
  }

  run(): Result {
    const frame: Frame = { scopes: [this.#globals], members: new Map(), index: 0 }
    for (const one of this.#program.declarations) {
      if (one.kind === 'statement') this.#statement(one.statement, frame)
      else if (one.kind === 'function') this.#functions.set(one.name, one)
      else this.#types.set(one.name, one)
    }
    return { shown: frame.members, variables: this.#globals }
  }

  #statements(list: readonly Statement[], frame: Frame): Stop | undefined {
    for (const one of list) {
      const stop = this.#statement(one, frame)
      if (stop) return stop
    }
    return undefined
  }

  #statement(one: Statement, frame: Frame): Stop | undefined {
    const { scopes, members } = frame
    switch (one.kind) {
      case 'local':
        this.#declare(scopes[0], one.name, this.#evaluate(one.value, frame))
        return undefined
      case 'assign': {
        const value = this.#evaluate(one.value, frame)
        if (one.name === '$') this.#cursor = value
        else this.#scopeOf(one.name, frame).set(one.name, value)
        return undefined
      }
      case 'padding':
        this.#take(this.#evaluate(one.size, frame))
        return undefined
      case 'if':
        return this.#statements(this.#isTrue(one.test, frame) ? one.then : one.else, frame)
      case 'while':
        while (this.#isTrue(one.test, frame)) {
          const inner = { ...frame, scopes: [new Map(), ...scopes] }
          const stop = this.#statements(one.body, inner)
          if (stop) return stop.kind === 'break' ? undefined : stop
        }
        return undefined
      case 'break':
        return new Stop('break')
      case 'return':
        return new Stop('return', this.#evaluate(one.value, frame))
      case 'variable':
        if (members.has(one.name)) throw new Error(`${one.name} is there twice`)
        members.set(one.name, this.#place(one, frame))
        return undefined
    }
  }

  #declare(scope: Scope | undefined, name: string, value: bigint): void {
    if (scope === undefined || scope.has(name)) throw new Error(`${name} is declared twice`)
    scope.set(name, value)
  }

  #scopeOf(name: string, { scopes }: Frame): Scope {
    const scope = [...scopes, this.#globals].find((one) => one.has(name))
    if (scope === undefined) throw new Error(`${name} is not declared`)
    return scope
  }

  /** A placed variable leaves the cursor where it was. */
  #place(one: Extract<Statement, { kind: 'variable' }>, frame: Frame): Shown {
    const before = this.#cursor
    if (one.at !== undefined) {
      this.#cursor = this.#evaluate(one.at, frame)
      const isInside = this.#cursor >= 0n && this.#cursor <= BigInt(this.#bytes.length)
      if (!isInside) throw new Error(`${one.name} is placed outside the file`)
    }
    const value = one.extent ? this.#array(one, frame) : this.#one(one.type, frame, 0)
    if (one.at !== undefined) this.#cursor = before
    return value
  }

  #array(one: Extract<Statement, { kind: 'variable' }>, frame: Frame): Shown {
    const { extent, type } = one
    if (extent === undefined) throw new Error(`${one.name} is no array`)
    const limit = BigInt(this.#program.pragmas.get('array_limit') ?? 65_536)
    if (extent.kind === 'count' && (type.name === 'u8' || type.name === 'char')) {
      const size = this.#evaluate(extent.count, frame)
      if (size < 1n || size > limit) throw new Error(`${one.name} has ${size} bytes`)
      return this.#take(size)
    }
    const count = extent.kind === 'count' ? this.#evaluate(extent.count, frame) : limit
    if (count > limit) throw new Error(`${one.name} has ${count} entries`)
    const entries: Shown[] = []
    while (BigInt(entries.length) < count) {
      if (extent.kind === 'while' && !this.#isTrue(extent.test, frame)) break
      const start = this.#cursor
      const entry = this.#entry(type, frame, entries.length)
      entries.push(entry.value)
      if (entry.isLast) break
      if (this.#cursor <= start) throw new Error(`${one.name} does not move on`)
    }
    return entries
  }

  #one(type: TypeName, frame: Frame, index: number): Shown {
    return this.#entry(type, frame, index).value
  }

  #entry({ name, endian }: TypeName, frame: Frame, index: number) {
    const declared = this.#types.get(name)
    const isBig = endian === undefined ? this.#isBig : endian === 'be'
    if (declared === undefined) return { value: this.#number(name, isBig), isLast: false }
    if (declared.kind === 'enum') {
      return { value: this.#number(declared.type, isBig), isLast: false }
    }
    if (declared.kind === 'bitfield') return { value: this.#bits(declared, isBig), isLast: false }
    const members = new Map<string, Shown>()
    const at = Number(this.#cursor)
    const inner = { scopes: [new Map(), ...frame.scopes.slice(-1)], members, index }
    const stop = this.#statements(declared.members, inner)
    return { value: { at, members }, isLast: stop?.kind === 'break' }
  }

  #number(type: string, isBig: boolean): bigint {
    const match = /^([us])(\d+)$/.exec(type)
    if (match === null) throw new Error(`${type} is no integer`)
    const size = Number(match[2]) / 8
    return this.#integer(this.#take(BigInt(size)), isBig, match[1] === 's')
  }

  #integer(bytes: Uint8Array, isBig: boolean, isSigned: boolean): bigint {
    const ordered = isBig ? bytes : bytes.toReversed()
    const value = ordered.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
    return isSigned ? BigInt.asIntN(8 * bytes.length, value) : value
  }

  /** Bits in the order of the type: its first run is at one end of the word. */
  #bits(type: Extract<Declaration, { kind: 'bitfield' }>, isBig: boolean): ShownStruct {
    const at = Number(this.#cursor)
    const word = this.#integer(this.#take(BigInt(type.size / 8)), isBig, false)
    const members = new Map<string, Shown>()
    let used = 0
    for (const { name, width } of type.runs) {
      const low = type.order === 'LeastToMostSignificant' ? used : type.size - used - width
      if (name !== undefined) members.set(name, BigInt.asUintN(width, word >> BigInt(low)))
      used += width
    }
    if (used !== type.size) throw new Error(`${type.name} has ${used} bits of ${type.size}`)
    return { at, members }
  }

  #take(size: bigint): Uint8Array {
    const [start, end] = [Number(this.#cursor), Number(this.#cursor + size)]
    if (start < 0 || end > this.#bytes.length || end < start) {
      throw new RangeError(`bytes ${start} to ${end} are not in the file`)
    }
    this.#cursor += size
    return this.#bytes.subarray(start, end)
  }

  #isTrue(expression: Expression, frame: Frame): boolean {
    return this.#evaluate(expression, frame) !== 0n
  }

  #evaluate(expression: Expression, frame: Frame): bigint {
    switch (expression.kind) {
      case 'number':
        return expression.value
      case 'cursor':
        return this.#cursor
      case 'name':
        return this.#scopeOf(expression.name, frame).get(expression.name) ?? 0n
      case 'unary': {
        const value = this.#evaluate(expression.operand, frame)
        return expression.operator === '-' ? -value : value === 0n ? 1n : 0n
      }
      case 'binary': {
        const left = this.#evaluate(expression.left, frame)
        return binary(expression.operator, left, this.#evaluate(expression.right, frame))
      }
      case 'choice': {
        const [test, then, other] = expression.parts
        return this.#evaluate(this.#isTrue(test, frame) ? then : other, frame)
      }
      case 'call':
        return this.#call(expression, frame)
    }
  }

  #call({ name, args }: Extract<Expression, { kind: 'call' }>, frame: Frame): bigint {
    if (name.startsWith('std::mem::read_')) return this.#read(name, args, frame)
    const values = args.map((arg) => this.#evaluate(arg, frame))
    if (name === 'std::mem::size') return BigInt(this.#bytes.length)
    if (name === 'std::core::array_index') return BigInt(frame.index)
    const declared = this.#functions.get(name)
    if (declared === undefined) throw new Error(`${name} is not declared`)
    const scope: Scope = new Map()
    for (const [index, parameter] of declared.parameters.entries()) {
      scope.set(parameter, values[index] ?? 0n)
    }
    const stop = this.#statements(declared.body, { scopes: [scope], members: new Map(), index: 0 })
    if (stop?.kind !== 'return') throw new Error(`${name} returns nothing`)
    return stop.value
  }

  #read(name: string, [at, size, endian]: readonly Expression[], frame: Frame): bigint {
    if (at === undefined || size === undefined || endian?.kind !== 'name') {
      throw new Error(`${name} lacks an argument`)
    }
    const before = this.#cursor
    this.#cursor = this.#evaluate(at, frame)
    const bytes = this.#take(this.#evaluate(size, frame))
    this.#cursor = before
    return this.#integer(bytes, endian.name === 'std::mem::Endian::Big', name.endsWith('_signed'))
  }
}

const flag = (value: boolean) => (value ? 1n : 0n)

function binary(operator: string, left: bigint, right: bigint): bigint {
  const value = arithmetic(operator, left, right)
  if (value !== BigInt.asIntN(Number(WIDTH_MAX) + 1, value)) {
    throw new RangeError(`${left} ${operator} ${right} needs more than 128 bits`)
  }
  return value
}

function arithmetic(operator: string, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '||':
      return flag(left !== 0n || right !== 0n)
    case '&&':
      return flag(left !== 0n && right !== 0n)
    case '|':
      return left | right
    case '&':
      return left & right
    case '==':
      return flag(left === right)
    case '!=':
      return flag(left !== right)
    case '<':
      return flag(left < right)
    case '<=':
      return flag(left <= right)
    case '>':
      return flag(left > right)
    case '>=':
      return flag(left >= right)
    case '<<':
      return left << right
    case '>>':
      return left >> right
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    default:
      return left % right
  }
}
