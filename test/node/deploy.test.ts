import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Command, ROOT } from "./server.ts";

interface Cloud {
  signedIn: boolean;
  accounts: { id: string; name: string }[];
  buckets: string[];
  queues: string[];
  databases: { name: string; uuid: string }[];
  /** Names; null while the Worker does not exist. */
  secrets: string[] | null;
  uploaded: Record<string, string>;
  outage: boolean;
  calls: { command: string; args: string[]; account: string | null }[];
}

const EMPTY: Cloud = {
  signedIn: true,
  accounts: [{ id: "account-1", name: "Mine" }],
  buckets: [],
  queues: [],
  databases: [{ name: "another", uuid: "uuid-of-another" }],
  secrets: null,
  uploaded: {},
  outage: false,
  calls: [],
};

/** A clone of the project, so that no test touches what a person has deployed from this one. */
let clone: string;
let file: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "nekohub-clone-"));
  for (const part of ["package.json", "wrangler.toml", "migrations", "src"])
    cpSync(join(ROOT, part), join(clone, part), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
  file = join(clone, "cloud.json");
});
afterEach(() => rmSync(clone, { recursive: true }));

const cloud = (): Cloud => JSON.parse(readFileSync(file, "utf8"));
const commands = () => cloud().calls.map(({ command }) => command);

/** `npm run deploy` against a Cloudflare that starts as told, or as the last run left it. */
async function deploy(
  start: Partial<Cloud> | null,
  accountId?: string,
): Promise<Command & { code: number | null }> {
  if (start) writeFileSync(file, JSON.stringify({ ...EMPTY, ...start }));
  const command = new Command("npm", ["run", "deploy"], {
    cwd: clone,
    env: {
      FAKE_CLOUD: file,
      NEKOHUB_WRANGLER: join(ROOT, "test/node/fake-wrangler.mjs"),
      CLOUDFLARE_ACCOUNT_ID: accountId,
    },
  });
  return Object.assign(command, { code: await command.exit() });
}

it("makes everything that is missing, then deploys, with the secrets in the same upload", async () => {
  const { code, printed } = await deploy({});
  expect(printed).toContain("NekoHub is deployed: https://nekohub.example.workers.dev");
  expect(code).toBe(0);
  const { buckets, queues, databases, uploaded, calls } = cloud();
  expect(buckets).toEqual(["nekohub"]);
  expect(queues.sort()).toEqual(["nekohub-dead-jobs", "nekohub-jobs"]);
  expect(databases.map(({ name }) => name)).toEqual(["another", "nekohub"]);
  expect(Object.keys(uploaded)).toEqual([
    "JWT_SECRET",
    "ENCRYPTION_KEY",
    "BOOTSTRAP_ADMIN_USERNAME",
    "BOOTSTRAP_ADMIN_PASSWORD",
  ]);
  expect(uploaded.JWT_SECRET).not.toBe(uploaded.ENCRYPTION_KEY);
  expect(printed.split(uploaded.BOOTSTRAP_ADMIN_PASSWORD ?? "none")).toHaveLength(2); // said once
  expect(printed).not.toContain(uploaded.JWT_SECRET);
  expect(commands().slice(-3)).toEqual(["d1 migrations apply", "secret list", "deploy"]); // tables before the code that needs them
  expect(calls.slice(1).every(({ account }) => account === "account-1")).toBe(true);
});

it("only updates when run again", async () => {
  await deploy({});
  const first = cloud();
  const { code, printed } = await deploy(null);
  expect(code).toBe(0);
  const second = cloud();
  expect({ ...second, calls: [], uploaded: {} }).toEqual({ ...first, calls: [], uploaded: {} });
  expect(second.calls.slice(first.calls.length).some(({ command }) => command.endsWith("create"))).toBe(
    false,
  );
  expect(second.uploaded).toEqual({});
  expect(printed).not.toContain("password");
});

it("leaves an older deployment without ENCRYPTION_KEY as it is, as its key is derived from JWT_SECRET", async () => {
  await deploy({ secrets: ["JWT_SECRET"] });
  expect(cloud().secrets).toEqual(["JWT_SECRET"]);
});

it("never touches wrangler.toml, and deploys a copy with the real ids and right paths", async () => {
  const before = readFileSync(join(clone, "wrangler.toml"), "utf8");
  await deploy({});
  expect(readFileSync(join(clone, "wrangler.toml"), "utf8")).toBe(before);
  const derived = JSON.parse(readFileSync(join(clone, ".wrangler/deploy.json"), "utf8"));
  expect(derived).toMatchObject({
    account_id: "account-1",
    main: "../src/worker.ts",
    assets: { directory: "../public" },
    d1_databases: [{ database_id: "uuid-of-nekohub", migrations_dir: "../migrations" }],
    triggers: { crons: ["* * * * *"] },
  });
});

it("lays a person's deploy.toml over it", async () => {
  writeFileSync(
    join(clone, "deploy.toml"),
    'name = "cats"\n[vars]\nPUBLIC_BASE_URL = "https://cats.example"\n',
  );
  await deploy({});
  const derived = JSON.parse(readFileSync(join(clone, ".wrangler/deploy.json"), "utf8"));
  expect(derived).toMatchObject({
    name: "cats",
    vars: { PUBLIC_BASE_URL: "https://cats.example", DEFAULT_PAGE_SIZE: "20" },
  });
});

it("says how to sign in", async () => {
  const { code, printed } = await deploy({ signedIn: false });
  expect(code).toBe(1);
  expect(printed).toContain("run `npx wrangler login`");
  expect(commands()).toEqual(["whoami"]);
});

it("asks for the account when there are several", async () => {
  const accounts = [
    { id: "account-2", name: "Theirs" },
    { id: "account-3", name: "Ours" },
  ];
  const { code, printed } = await deploy({ accounts });
  expect(code).toBe(1);
  expect(printed).toContain("set CLOUDFLARE_ACCOUNT_ID to one of these");
  expect(printed).toContain("Ours (account-3)");
});

it("trusts CLOUDFLARE_ACCOUNT_ID, as a token may not be allowed to list its account", async () => {
  const { code } = await deploy({ accounts: [] }, "account-4");
  expect(code).toBe(0);
  expect(cloud().calls.at(-1)).toMatchObject({ command: "deploy", account: "account-4" });
});

it("does not take an outage for absence", async () => {
  const { code, printed } = await deploy({ outage: true });
  expect(code).toBe(1);
  expect(printed).toContain("could not be looked up:\nfetch failed");
  expect(commands()).toEqual(["whoami", "r2 bucket info"]);
});

it("rehearses without a network and says how large the Worker is", async () => {
  const command = new Command("npm", ["run", "deploy", "--", "--dry-run"], { cwd: clone });
  expect(await command.exit()).toBe(0);
  expect(command.printed).toMatch(/The dry run went well: the Worker is [\d.]+ KiB gzipped\./);
});
