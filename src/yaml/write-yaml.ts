import { Document, isScalar, Scalar, visit } from 'yaml'

/** Characters of a line, as in the files that people write. */
const LINE_WIDTH = 110
/** Texts that other readers of YAML take for truth values or dates: in quotes nobody does. */
const SURPRISING = /^(?:y|n|yes|no|on|off|\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?)$/i

/** Plain values as a YAML 1.2 file that people can go on writing. */
export function writeYaml(value: unknown): string {
  const document = new Document(value, { version: '1.2', aliasDuplicateObjects: false })
  visit(document, {
    Scalar(_key, node) {
      if (isScalar(node) && typeof node.value === 'string' && SURPRISING.test(node.value))
        node.type = Scalar.QUOTE_DOUBLE
    },
  })
  return document.toString({ lineWidth: LINE_WIDTH })
}
