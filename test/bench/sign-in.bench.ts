/**
 * Whether the time of a refused sign-in tells which names exist: a known name, an unknown and a disabled one, in turns
 * that change their order, each try from an address of its own so that none is throttled. Goal: medians of 200 within
 * 5 % of each other.
 */
import { startBare } from "./bare.ts";
import { median } from "./figures.ts";
import { migrationStatements } from "./migrate.ts";

const ROUNDS = 200;
const WARM_UP = 10;
const GOAL = 1.05;
const KEY = "bench-key";
const PASSWORD = "a password for the benchmark";

const worker = await startBare("test/bench/upload-worker.ts", {
  JWT_SECRET: "a-secret-for-the-benchmark-0123456789",
  API_KEYS: KEY,
});
const cases: Record<string, { username: string; password: string; code: string }> = {
  known: { username: "known", password: "wrong", code: "auth_invalid_credentials" },
  unknown: { username: "unknown", password: "wrong", code: "auth_invalid_credentials" },
  disabled: { username: "disabled", password: "wrong", code: "auth_invalid_credentials" },
  "disabled, with its password": { username: "disabled", password: PASSWORD, code: "auth_user_inactive" },
};

try {
  await post("/migrate", migrationStatements());
  for (const username of ["known", "disabled"]) {
    const user = { username, password: PASSWORD, role: "user", isActive: username === "known" };
    await post("/api/v1/users", user);
  }
  const names = Object.keys(cases);
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round) % names.length] ?? "";
      const milliseconds = await timedSignIn(name, `198.18.${round}.${turn}`);
      if (round >= WARM_UP) times.get(name)?.push(milliseconds);
    }
  }
  const base = median(times.get("known") ?? []);
  let missed = false;
  for (const name of names) {
    const ratio = median(times.get(name) ?? []) / base;
    missed ||= ratio > GOAL || ratio < 1 / GOAL;
    console.log(`sign-in, ${name}: ${ratio.toFixed(3)} times a known name (medians of ${ROUNDS})`);
  }
  console.log(`sign-in, known: ${base.toFixed(1)} ms`);
  if (missed) throw new Error("the time of a refused sign-in tells whether the name exists");
} finally {
  await worker.stop();
}

async function timedSignIn(name: string, address: string): Promise<number> {
  const { code, ...credentials } = cases[name] ?? { username: "", password: "", code: "" };
  const start = performance.now();
  const response = await fetch(new URL("/api/v1/auth/login", worker.url), {
    method: "POST",
    body: JSON.stringify(credentials),
    headers: { "content-type": "application/json", "cf-connecting-ip": address },
  });
  const body = await response.text();
  const milliseconds = performance.now() - start;
  if (!body.includes(`"${code}"`)) throw new Error(`${name}: ${response.status} ${body}`);
  return milliseconds;
}

async function post(path: string, body: unknown): Promise<void> {
  const response = await fetch(new URL(path, worker.url), {
    method: "POST",
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
}
