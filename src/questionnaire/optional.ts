/** A property to spread: none at all where there is no value. */
export function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: NonNullable<Value> } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: NonNullable<Value> }
}
