import type { SQL } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import * as schema from "./schema.ts";

/** D1 through Drizzle. */
export type Database = DrizzleD1Database<typeof schema> & { $client: D1Database };

export function openDatabase(binding: D1Database): Database {
  return drizzle(binding, { schema });
}

/** A query that Drizzle built, or SQL of our own. */
export type Statement = SQL | { toSQL(): { sql: string; params: unknown[] } };

/**
 * All statements or none: D1 knows no other transaction than a batch. (Drizzle's own `batch` can't bind the
 * parameters of plain SQL.)
 *
 * @returns one result a statement, rows under their column names
 */
export function transaction(
  db: Database,
  statements: Statement[],
): Promise<D1Result<Record<string, unknown>>[]> {
  return db.$client.batch(
    statements.map((statement) => {
      const { sql, params } = "toSQL" in statement ? statement.toSQL() : db.run(statement).getQuery();
      return db.$client.prepare(sql).bind(...params);
    }),
  );
}

/** Whether a write failed because another row already has this value, such as `workflows.name_key`. */
export function isTaken(error: unknown, column: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes(`UNIQUE constraint failed: ${column}`)) return true;
  }
  return false;
}
