import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { describe, expect, it } from "vitest";
import { WAIT, waitOf } from "../../src/auth/throttle.ts";
import { mustWait } from "../../src/database/sign-in-failures.ts";
import { codeOf } from "../support/api.ts";
import { deployment } from "../support/deployment.ts";
import { addPerson } from "../support/people.ts";

/** The test's own clock, in milliseconds since 1970: real waiting and slow machines change nothing. */
let clock = Date.now();
const clocked = deployment({ services: { now: () => clock } });

const from = (address: string) => ({ "cf-connecting-ip": address });
const login = (credentials: { username: string; password: string }, headers: HeadersInit) =>
  clocked.post("/api/v1/auth/login", { bearer: null, json: credentials, headers });

async function fail(username: string, address: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const response = await login({ username, password: "wrong" }, from(address));
    expect(await codeOf(response)).toBe("auth_invalid_credentials");
  }
}

describe("ten failures in a row", () => {
  it("make the eleventh try wait, with the right password too, and with the name in any case", async () => {
    const person = await addPerson();
    await fail(person.username, "192.0.2.1", 10);
    const response = await login(
      { ...person, username: ` ${person.username.toUpperCase()}` },
      from("192.0.2.1"),
    );
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await codeOf(response)).toBe("auth_too_many_attempts");
  });

  it("count for one name from one address only", async () => {
    const [person, other] = [await addPerson(), await addPerson()];
    await fail(person.username, "192.0.2.2", 10);
    expect((await login(person, from("192.0.2.3"))).status).toBe(200);
    expect((await login(other, from("192.0.2.2"))).status).toBe(200);
  });

  it("are forgotten after a success", async () => {
    const person = await addPerson();
    await fail(person.username, "192.0.2.4", 9);
    expect((await login(person, from("192.0.2.4"))).status).toBe(200);
    await fail(person.username, "192.0.2.4", 9);
    expect((await login(person, from("192.0.2.4"))).status).toBe(200);
  });

  it("count for an unknown name just the same", async () => {
    await fail("no such name", "192.0.2.5", 10);
    expect((await login({ username: "no such name", password: "x" }, from("192.0.2.5"))).status).toBe(429);
  });

  it("double the wait with each further failure, up to five minutes, and never lock for good", async () => {
    const person = await addPerson();
    await fail(person.username, "192.0.2.6", 10);
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
      const refused = await login(person, from("192.0.2.6"));
      expect(refused.headers.get("retry-after")).toBe(String(seconds));
      clock += seconds * 1000;
      await fail(person.username, "192.0.2.6", 1);
    }
    clock += 300_000;
    expect((await login(person, from("192.0.2.6"))).status).toBe(200);
  });

  it("can't be outrun by guessing at the same time", async () => {
    const person = await addPerson();
    const guesses = await Promise.all(
      Array.from({ length: 25 }, (_, i) => login({ ...person, password: `guess ${i}` }, from("192.0.2.7"))),
    );
    const statuses = guesses.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(15).fill(429)]);
  });

  it("count for a whole IPv6 network of one customer", async () => {
    const person = await addPerson();
    await fail(person.username, "2001:db8:1:2::1", 5);
    await fail(person.username, "2001:0db8:0001:2:ffff:1:2:3", 5);
    expect((await login(person, from("2001:db8:1:2:aaaa::"))).status).toBe(429);
    expect((await login(person, from("2001:db8:1:3::1"))).status).toBe(200);
  });
});

it("waits the same in SQL as in TypeScript", async () => {
  const db = drizzle(env.DB);
  const lastFailedAt = 1_800_000_000_000;
  const key = "same";
  for (const failures of [9, 10, 11, 15, 18, 19, 40, 2000]) {
    await env.DB.prepare("INSERT OR REPLACE INTO sign_in_failures VALUES (?1, ?2, ?3)")
      .bind(key, failures, lastFailedAt)
      .run();
    for (const later of [0, 999, 1000, 1001, 31_999, 32_000, 299_999, 300_000, 300_001]) {
      const now = lastFailedAt + later;
      const [row] = await db.all<{ waits: number }>(
        sql`SELECT ${mustWait(now, WAIT)} AS waits FROM sign_in_failures WHERE key = ${key}`,
      );
      expect([failures, later, row?.waits]).toEqual([
        failures,
        later,
        waitOf({ failures, lastFailedAt }, now) > 0 ? 1 : 0,
      ]);
    }
  }
});

describe("the platform's rate limit", () => {
  const json = { username: "admin", password: "wrong" };
  const attempt = (limit: (options: { key: string }) => Promise<{ success: boolean }>) =>
    deployment({ services: { signInLimiter: { limit } } }).post("/api/v1/auth/login", {
      bearer: null,
      json,
      headers: from("198.51.100.1"),
    });

  it("refuses a flood from one address before any work", async () => {
    const keys: string[] = [];
    const response = await attempt(async ({ key }) => {
      keys.push(key);
      return { success: false };
    });
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("60");
    expect(keys).toEqual(["198.51.100.1"]);
  });

  it("is only a first line: without it, or when it fails, people still sign in", async () => {
    expect((await attempt(() => Promise.reject(new Error("down")))).status).toBe(401);
    const without = deployment({ services: { signInLimiter: undefined } });
    expect((await without.post("/api/v1/auth/login", { bearer: null, json })).status).toBe(401);
  });
});
