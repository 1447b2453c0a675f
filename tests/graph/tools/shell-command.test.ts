import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { variableOf } from '../../../src/graph/tools/command-scanner.js'
import { readShellCommand } from '../../../src/graph/tools/shell-command.js'

function read(command: string) {
  const found = readShellCommand(command)
  if ('errors' in found) throw new Error(found.errors.join('\n'))
  return found
}

function errorsOf(command: string): readonly string[] {
  const found = readShellCommand(command)
  return 'errors' in found ? found.errors : []
}

/** What a real shell makes of a command. */
function shell(command: string, values: Readonly<Record<string, string>> = {}): string {
  const env = Object.fromEntries(Object.entries(values).map(([name, value]) => [variableOf(name), value]))
  return execFileSync('sh', ['-c', read(command).script], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
    maxBuffer: 4 * 1024 * 1024,
  })
}

const printed = "printf '[%s]'"

const hostile = [
  "'; rm -rf /; '",
  '"; rm -rf /; "',
  '$(touch x)',
  '`touch x`',
  'a\nb\n\n',
  ' two  words ',
  '*',
  '?[a-z]',
  '"',
  "'",
  '\\',
  '\\\\"\'\\',
  '$HOME ${HOME} $$',
  '{value} {{value}} {state.value}',
  '-n',
  '--help',
  'ä 漢 🏳️‍🌈 \u202e',
  '\u0001\u0081\u0088\u007f',
  '~',
  '!!',
  '# no comment',
  '& | ; < > ( )',
  '',
]

const positions = {
  bare: `${printed} {value}`,
  'in double quotes': `${printed} "{value}"`,
  'in single quotes': `${printed} '{value}'`,
  'inside bare text': `${printed} a{value}z`,
  'inside double quotes with text': `${printed} "a {value} \\$z"`,
  'inside single quotes with text': `${printed} 'a "{value}" $z'`,
}

const around: Readonly<Record<keyof typeof positions, readonly [string, string]>> = {
  bare: ['', ''],
  'in double quotes': ['', ''],
  'in single quotes': ['', ''],
  'inside bare text': ['a', 'z'],
  'inside double quotes with text': ['a ', ' $z'],
  'inside single quotes with text': ['a "', '" $z'],
}

test.each(Object.keys(positions) as (keyof typeof positions)[])(
  'a hostile value %s arrives as it is',
  (position) => {
    const [before, after] = around[position]
    for (const value of hostile) {
      expect(shell(positions[position], { value })).toBe(`[${before}${value}${after}]`)
    }
  },
)

test('a value of 100 KB arrives whole', () => {
  const value = `'$(x)"\n`.repeat(100_000 / 7)
  expect(shell(`printf %s {value}'{value}' | wc -c`, { value: value.slice(0, 60_000) }).trim()).toBe('120000')
  expect(shell(`printf %s {value}`, { value })).toBe(value)
})

test('any text arrives byte for byte through all positions at once', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(fc.constantFrom(...hostile), { maxLength: 6 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(
      text.filter((value) => !value.includes('\0')),
      text.filter((value) => !value.includes('\0')),
      (a, b) => {
        const output = shell(`${printed} {a} "{b}" '{a}' x"{a}{b}"y'{b}'"\\{a}"`, { a, b })
        expect(output).toBe(`[${a}][${b}][${a}][x${a}${b}y${b}\\${a}]`)
      },
    ),
    { numRuns: 60 },
  )
})

test('a value is one word, never several and never none', () => {
  expect(shell('set -- {a} {b}; echo $#', { a: 'x y *', b: '' })).toBe('2\n')
})

test('only {name} is a placeholder: braces of the shell and of awk stay', () => {
  const value = 'v'
  expect(shell("echo 'a b' | awk '{print $2}'; echo {value}", { value })).toBe('b\nv\n')
  expect(shell('X=1; echo "${X}" ${X:-2} {value}', { value })).toBe('1 1 v\n')
  expect(shell('{ echo {value}; }', { value })).toBe('v\n')
  expect(shell('echo {a,b} {1} {value}', { value })).toMatch(/\{1\} v\n$/)
  expect(shell('echo \\{value} "{value}"', { value })).toBe('{value} v\n')
  expect(read("awk '{if (x) {print $1}}' {value}").script).toContain("'{if (x) {print $1}}'")
})

test('where all other braces are doubled, they stand for one', () => {
  expect(shell(`echo '{{"a": "{value}"}}'`, { value: 'v' })).toBe('{"a": "v"}\n')
  expect(shell("echo a b | awk '{{print $2}}'")).toBe('b\n')
  expect(read('echo {{value}}')).toMatchObject({ script: 'echo {value}', names: [] })
})

test('a comment takes no value, and its quotes are none', () => {
  expect(shell("# don't {value}\necho {other}", { other: 'o' })).toBe('o\n')
  expect(read("# don't {value}\necho {other}").names).toEqual(['other'])
})

test('redirections, pipes and assignments take values', () => {
  expect(shell('X={a} sh -c \'echo "$X"\'; echo {a} 2>&1 | cat > /dev/null', { a: '$(id) *' })).toBe(
    '$(id) *\n',
  )
  expect(shell('case {a} in x*) echo {b} ;; esac', { a: 'xy', b: 'yes' })).toBe('yes\n')
  expect(shell('for one in {a} {b}; do echo "$one"; done', { a: 'x y', b: 'z' })).toBe('x y\nz\n')
})

test.each([
  ['$(…)', 'echo $(cat {a})'],
  ['$(…)', 'echo "$(cat "{a}")"'],
  ['$(…)', 'X=$(echo a | (cat; echo {a}))'],
  ['`…`', 'echo `cat {a}`'],
  ['`…`', 'echo "`cat \\`x\\` {a}`"'],
  ['$((…))', 'echo $(( {a} + 1 ))'],
  ['((…))', 'if (( (1) + {a} > 1 )); then echo; fi'],
  ['((…))', 'for ((i=0; i<{a}; i++)); do echo; done'],
  ['$[…]', 'echo $[ {a} ]'],
  ['<(…)', 'diff <(cat {a}) b'],
  ['>(…)', 'tee >(cat {a})'],
  ['an expansion in braces', 'echo ${X:-{a}}'],
  ['an expansion in braces', 'echo "${X#{a}}"'],
  ['a here-document', 'cat <<EOF\n{a}\nEOF\n'],
  ['a here-document', "cat <<-'END OF' \n\t{a}\n\tEND OF\n"],
  ['the name of a here-document', 'cat << {a}\n'],
])('a placeholder inside %s is refused: %s', (where, command) => {
  expect(errorsOf(command).join()).toContain(`"{a}" stands inside ${where}`)
})

test('behind a here-document placeholders are taken again', () => {
  expect(shell('cat <<A; echo {v}; cat <<-B\n(a\nA\n\t"b\n\tB\necho {v}', { v: 'w' })).toBe('(a\nw\n"b\nw\n')
})

test.each([
  'eval {a}',
  'eval "echo {a}"',
  '. {a}',
  'trap {a} EXIT',
  'let x={a}',
  '[[ {a} -eq 1 ]]',
  'ssh host ls {a}',
  'sh -c "echo {a}"',
  "bash -c 'echo {a}'",
  'bash -ec "echo {a}"',
  'bash -c -e "echo {a}"',
  'bash --norc -c "echo {a}"',
  '/bin/sh -c "echo {a}"',
  'sudo sh -c "{a}"',
  'X=1 env Y=2 sh -c "{a}"',
  'find . -exec sh -c "echo {a}" \\;',
  'ls | xargs -n 1 sh -c "echo {a}"',
  'if true; then sh -c {a}; fi',
  'echo x && (cd y; sh -c {a})',
  'python3 -c "print({a})"',
  'python3.11 -Ic{a}',
  "node -e 'console.log({a})'",
  'node --eval={a}',
  'perl -ne "print {a}"',
  'perl -p -e "{a}"',
  'perl -e 1 -e {a}',
  'awk "/{a}/ { print }"',
  "awk -F: -v x=1 '{a}' file",
  'awk -e {a}',
  'sed -n "s/a/{a}/"',
  'sed -n -e p -e {a}',
  'sed -- {a}',
  '{a} x',
  './{a}.sh',
  'xargs {a}',
  'env {a} ls',
  'env -S "ls {a}"',
  '{a}=1',
  'X{a}=1',
  'x[{a}]=1',
  'export {a}',
  'export A{a}=1',
  'test -v {a}',
  'printf -v {a} x',
  'read {a}',
])('a value that would be run, or choose what is run, is refused: %s', (command) => {
  expect(errorsOf(command)).toHaveLength(1)
  expect(errorsOf(command)[0]).toMatch(/^"\{a\}" .*\. [A-Z]/)
})

test.each([
  ['sh -c \'echo "$1"\' sh {a}', '[*]\n', '[*]'],
  ["awk -v x={a} 'BEGIN {print x}'", '[*]\n', '[*]'],
  ['export X={a}; echo "$X"', '$(id) b\n', '$(id) b'],
  ['printf %s {a} | sed s/x/y/', 'axb', 'ayb'],
])('a value beside the program is an argument as any: %s', (command, value, output) => {
  const given = command.startsWith('printf') ? value : value.trim()
  expect(shell(command, { a: given }).trim()).toBe(output)
})

test('a value that could be an option with code in it may not begin with -', () => {
  expect(read('python3 {a}').notOptions).toEqual(['a'])
  expect(read('sed 5p {a}').notOptions).toEqual(['a'])
  expect(read('find {a} -name {b}').notOptions).toEqual(['a', 'b'])
  expect(read('sed 5p -- {a}').notOptions).toEqual([])
  expect(read('sed 5p ./{a}').notOptions).toEqual([])
  expect(read('grep {a}').notOptions).toEqual([])
})

test("a quote that is not closed, and $'…', are told", () => {
  expect(errorsOf('echo {a} "x')).toEqual([expect.stringContaining('double quote that is not closed')])
  expect(errorsOf("echo {a} 'x")).toEqual([expect.stringContaining('single quote that is not closed')])
  expect(errorsOf("echo {a} $'x\\''")).toContainEqual(expect.stringContaining("$'…'"))
})
