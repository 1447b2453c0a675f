import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type PrimitiveValueListNode,
  type QueryId,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
  type ValueNode,
} from 'kysely'

/** A code point that Unicode keeps out of texts: what stands for another begins with it. */
const MARK = '\uFDD0'
const UNSTORABLE = /[\0\uFDD0\p{Surrogate}]/gu
const STOOD_FOR = /\uFDD0([0-9a-f]{4})/g

/**
 * Lets a text come back as it went in, whatever a model or a host has put into it: PostgreSQL refuses text with
 * NUL, and half a surrogate pair would come back as another character. Such a code unit is stored as a mark and
 * its four hexadecimal digits. Different texts stay different, so what is looked up is found.
 */
export class ExactText implements KyselyPlugin {
  readonly #transformer = new StorableTransformer()

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(node, queryId)
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return { ...result, rows: result.rows.map(exactRow) }
  }
}

class StorableTransformer extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode, queryId?: QueryId): ValueNode {
    const transformed = super.transformValue(node, queryId)
    return { ...transformed, value: storable(transformed.value) }
  }

  protected override transformPrimitiveValueList(
    node: PrimitiveValueListNode,
    queryId?: QueryId,
  ): PrimitiveValueListNode {
    const transformed = super.transformPrimitiveValueList(node, queryId)
    return { ...transformed, values: transformed.values.map(storable) }
  }
}

function storable<T>(value: T): T | string {
  if (typeof value !== 'string') return value
  return value.replace(UNSTORABLE, (unit) => MARK + unit.charCodeAt(0).toString(16).padStart(4, '0'))
}

function exactRow(row: UnknownRow): UnknownRow {
  const isExact = Object.values(row).every((value) => typeof value !== 'string' || !value.includes(MARK))
  if (isExact) return row
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, exact(value)]))
}

function exact(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return value.replace(STOOD_FOR, (_mark, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}
