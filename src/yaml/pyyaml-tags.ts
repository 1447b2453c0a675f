import type { ScalarTag } from 'yaml'

/*
 * Plain scalars as PyYAML's SafeLoader resolves them (https://pyyaml.org/wiki/PyYAMLDocumentation, YAML 1.1
 * with its own exceptions): `yes` and `on` are booleans but `y` is text, `010` is eight, `1e3` is text.
 * Dates stay text: state values are JSON.
 */

const nullTag: ScalarTag = {
  identify: (value) => value === null,
  default: true,
  tag: 'tag:yaml.org,2002:null',
  test: /^(?:~|null|Null|NULL)?$/,
  resolve: () => null,
}

const booleanTag: ScalarTag = {
  identify: (value) => typeof value === 'boolean',
  default: true,
  tag: 'tag:yaml.org,2002:bool',
  test: /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  resolve: (text) => /^(?:yes|true|on)$/i.test(text),
}

const integerTag: ScalarTag = {
  identify: (value) => typeof value === 'number' && Number.isInteger(value),
  default: true,
  tag: 'tag:yaml.org,2002:int',
  test: /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|(?:0|[1-9][0-9_]*)(?::[0-5]?[0-9])*)$/,
  resolve: (text) => {
    const digits = text.replaceAll('_', '').replace(/^[-+]/, '')
    const sign = text.startsWith('-') ? -1 : 1
    if (digits.includes(':')) return sign * sexagesimal(digits)
    if (/^0[0-7]+$/.test(digits)) return sign * Number.parseInt(digits, 8)
    return sign * Number(digits)
  },
}

const floatTag: ScalarTag = {
  identify: (value) => typeof value === 'number',
  default: true,
  tag: 'tag:yaml.org,2002:float',
  test: /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  resolve: (text) => {
    const digits = text.replaceAll('_', '').replace(/^[-+]/, '').toLowerCase()
    const sign = text.startsWith('-') ? -1 : 1
    if (digits === '.inf') return sign * Number.POSITIVE_INFINITY
    if (digits === '.nan') return Number.NaN
    return sign * (digits.includes(':') ? sexagesimal(digits) : Number(digits))
  },
}

function sexagesimal(digits: string): number {
  return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

export const pyYamlTags: ScalarTag[] = [nullTag, booleanTag, integerTag, floatTag]
