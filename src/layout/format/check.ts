/** Every rule of a format, stated or implied, checked through its layout. */
import { checkLength, checkLocated, checkRegions, type RegionToCheck } from '../../binary/check.ts'
import type { Finding } from '../../binary/finding.ts'
import { max } from '../../binary/integers.ts'
import { headerOf } from '../interpret.ts'
import { integerOf } from '../located.ts'
import { checkExtensionArea } from './check-extensions.ts'
import { checkItem } from './check-item.ts'
import { checkStated } from './check-stated.ts'
import type { Examined } from './examine.ts'
import { placeOfRegionFields, placeOfString } from './places.ts'
import type { RuleTable } from './rule-table.ts'

/** What is wrong with a header, in the order in which generated code finds it. Never throws. */
export function check(examined: Examined, rules: RuleTable): Finding[] {
  const findings: Finding[] = []
  checkHeader(findings, examined, rules)
  for (const { string, location, located } of examined.strings) {
    const { name } = string
    checkLocated(
      findings,
      { bounds: rules.implied(name, 'bounds'), control: rules.implied(name, 'control') },
      placeOfString(examined.layout, string),
      { name, location, located },
    )
  }
  checkExtensionArea(findings, rules, examined)
  for (const rule of examined.layout.rules) checkStated(findings, rules, rule, examined)
  checkAllRegions(findings, examined, rules)
  return findings
}

function checkHeader(findings: Finding[], examined: Examined, rules: RuleTable): void {
  const { layout, bytes, fileSize, area, items } = examined
  const least = BigInt(headerOf(layout)?.minSize ?? 0)
  checkLength(findings, rules.implied('header', 'truncated'), {
    have: fileSize ?? BigInt(bytes.length),
    need: area === undefined ? least : max(area, least),
    what: 'header',
  })
  for (const placed of items) {
    const { name, kind, offset, size } = placed.item
    const field = kind === 'field' ? `header.${name}` : name
    const place = { field, offset, length: size }
    checkItem(findings, rules, { placed, about: name, place, bytes })
  }
}

function checkAllRegions(findings: Finding[], examined: Examined, rules: RuleTable): void {
  const { layout, fileSize: size, area } = examined
  const isPlaced = layout.regions.some(({ byField }) => byField)
  const overlap = isPlaced ? rules.implied('regions', 'overlap') : undefined
  checkRegions(findings, regionsToCheck(examined, rules), { size, area, overlap })
}

function regionsToCheck(examined: Examined, rules: RuleTable): readonly RegionToCheck[] {
  const { lookup } = examined
  return examined.regions.map(({ layout, region }) => {
    const { name, maxSize, align, byField = false, mayEndEarly } = layout
    return {
      region,
      place: placeOfRegionFields(examined, layout),
      beyondFile: mayEndEarly ? undefined : rules.implied(name, 'beyond_file'),
      tooLarge: maxSize && {
        rule: rules.implied(name, 'too_large'),
        max: integerOf(maxSize, lookup),
      },
      unaligned: align && {
        rule: rules.implied(name, 'unaligned'),
        align: integerOf(align, lookup),
      },
      byField,
    }
  })
}
