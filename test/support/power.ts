/**
 * Cuts the power: at the n-th call of the database, the bucket or the queue, before or after it took effect. Either
 * that one call fails, or everything is dead from there on, as when an isolate dies.
 */
export interface Cut {
  /** 1 = the first call; null = never. */
  at: number | null;
  when: "before" | "after";
  what: "call" | "all";
}

export const NO_CUT: Cut = { at: null, when: "before", what: "call" };

export class PowerCut extends Error {}

export class Power {
  calls: string[] = [];
  dead = false;
  readonly cut: Cut;

  constructor(cut: Cut) {
    this.cut = cut;
  }

  /** @param _reads - whether it only asks the database */
  async through<T>(name: string, call: () => Promise<T>, _reads = false): Promise<T> {
    if (this.dead) throw new PowerCut(`${name}: no power`);
    this.calls.push(name);
    if (this.calls.length !== this.cut.at) return call();
    if (this.cut.when === "before") {
      this.dead = this.cut.what === "all";
      throw new PowerCut(`${name}: cut before it took effect`);
    }
    await call();
    this.dead = this.cut.what === "all";
    throw new PowerCut(`${name}: cut after it took effect`);
  }

  bucket(bucket: R2Bucket): R2Bucket {
    return this.#guarded("r2", bucket, ["put", "get", "head", "delete", "list"]);
  }

  queue<T extends object>(queue: T): T {
    return this.#guarded("queue", queue, ["send", "sendBatch"]);
  }

  database(db: D1Database): D1Database {
    const plain = new WeakMap<object, D1PreparedStatement>();
    const readers = new WeakSet<object>();
    const wrap = (statement: D1PreparedStatement, reads: boolean): D1PreparedStatement => {
      const guarded = this.#guarded("d1", statement, ["all", "run", "raw", "first"], reads);
      const wrapped = new Proxy(guarded, {
        get: (target, name) =>
          name === "bind"
            ? (...values: unknown[]) => wrap(statement.bind(...values), reads)
            : Reflect.get(target, name, target),
      });
      plain.set(wrapped, statement);
      if (reads) readers.add(wrapped);
      return wrapped;
    };
    return new Proxy(db, {
      get: (target, name) => {
        if (name === "prepare") {
          return (query: string) => wrap(target.prepare(query), /^\s*(SELECT|WITH)\b/i.test(query));
        }
        if (name === "batch") {
          return (statements: D1PreparedStatement[]) =>
            this.through(
              "d1.batch",
              () => target.batch(statements.map((statement) => plain.get(statement) ?? statement)),
              statements.every((statement) => readers.has(statement)),
            );
        }
        return Reflect.get(target, name, target);
      },
    });
  }

  #guarded<T extends object>(label: string, target: T, methods: string[], reads = false): T {
    return new Proxy(target, {
      get: (_, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        const method = (...values: unknown[]): unknown => Reflect.apply(value, target, values);
        if (!methods.includes(String(name))) return method;
        return (...values: unknown[]) =>
          this.through(`${label}.${String(name)}`, async () => method(...values), reads);
      },
    });
  }
}

/** D1 itself tries a query that only reads up to twice more. @see developers.cloudflare.com/d1, "automatic retries" */
const READ_TRIES = 3;

/** Nothing dies, but any call may fail, by chance: half of those that do before they took effect, half after. */
export class FlakyPower extends Power {
  readonly counted = { calls: 0, failed: 0 };
  readonly #rate: number;

  /** @param rate - the part of all calls that fails, from 0 to 1 */
  constructor(rate: number) {
    super(NO_CUT);
    this.#rate = rate;
  }

  override async through<T>(name: string, call: () => Promise<T>, reads = false): Promise<T> {
    for (let tries = reads ? READ_TRIES : 1; ; tries--) {
      this.counted.calls += 1;
      if (Math.random() >= this.#rate) return call();
      this.counted.failed += 1;
      const tookEffect = Math.random() < 0.5;
      if (tookEffect) await call();
      if (tries === 1)
        throw new PowerCut(`${name}: failed ${tookEffect ? "after" : "before"} it took effect`);
    }
  }
}
