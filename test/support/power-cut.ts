/** A database that loses its connection at a chosen call, before or after the call took effect. */
import { drizzle } from "drizzle-orm/d1";
import type { Database } from "../../src/database/database.ts";
import * as schema from "../../src/database/schema.ts";

export type Moment = "before" | "after";

const CALLS = new Set(["run", "all", "raw", "first"]);

/** @param at - which call fails, counted from 1; those after it work again */
export function cutDatabase(
  real: D1Database,
  at: number,
  moment: Moment,
): { db: Database; calls: () => number } {
  let calls = 0;
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls !== at) return work();
    if (moment === "after") await work();
    throw new Error("D1_ERROR: Network connection lost.");
  };
  const originals = new WeakMap<object, D1PreparedStatement>();
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = new Proxy(statement, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        if (name === "bind") return (...values: unknown[]) => wrap(target.bind(...values));
        if (!CALLS.has(String(name))) return member.bind(target);
        return (...parameters: unknown[]) => call(() => member.apply(target, parameters));
      },
    });
    originals.set(wrapped, statement);
    return wrapped;
  };
  const cut = new Proxy(real, {
    get(target, name) {
      if (name === "prepare") return (text: string) => wrap(target.prepare(text));
      if (name === "batch")
        return (statements: D1PreparedStatement[]) =>
          call(() => target.batch(statements.map((statement) => originals.get(statement) ?? statement)));
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  return { db: drizzle(cut, { schema }), calls: () => calls };
}
