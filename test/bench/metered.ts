/** Counts the rows that D1 reads, which is what it bills and what a large library feels. */
export interface Meter {
  db: D1Database;
  /** Rows read since the last call. */
  take(): number;
}

export function metered(db: D1Database): Meter {
  let rows = 0;
  const count = <T extends D1Result<unknown>>(result: T): T => {
    rows += result.meta.rows_read;
    return result;
  };
  const originals = new WeakMap<object, D1PreparedStatement>();
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const all = async <T>() => count(await statement.all<T>());
    const wrapped = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      all,
      run: all,
      // `raw` says nothing of what it read, so it is made from `all`.
      raw: async () => (await all<Record<string, unknown>>()).results.map((row) => Object.values(row)),
      first: async () => (await all()).results[0] ?? null,
    } as unknown as D1PreparedStatement;
    originals.set(wrapped, statement);
    return wrapped;
  };
  const wrappedDb = {
    prepare: (query: string) => wrap(db.prepare(query)),
    batch: async (statements: D1PreparedStatement[]) =>
      (await db.batch(statements.map((statement) => originals.get(statement) ?? statement))).map(count),
  } as unknown as D1Database;
  return {
    db: wrappedDb,
    take() {
      const taken = rows;
      rows = 0;
      return taken;
    },
  };
}
