import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildBrowserCode } from "./build.ts";
import { buildFonts } from "./build-fonts.ts";
import { chooseAccount } from "./cloudflare-account.ts";
import { provideResources } from "./cloudflare-resources.ts";
import {
  DEPLOYMENT_CONFIG,
  deriveConfig,
  readDeployment,
  writeDeploymentConfig,
} from "./deployment-config.ts";
import { missingSecrets } from "./deployment-secrets.ts";
import { migrate } from "./migrate.ts";
import { Refusal, run } from "./refusal.ts";
import { askWrangler, runWrangler } from "./wrangler.ts";

const HELP = `npm run deploy                 puts NekoHub on your Cloudflare account, or updates it
npm run deploy -- --dry-run    does everything of it that needs no network

A file deploy.toml beside wrangler.toml may change what is deployed: it has the same form and is laid over it.`;

async function deploy(): Promise<void> {
  const { values } = parseArgs({
    options: { "dry-run": { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return console.log(HELP);
  const folder = mkdtempSync(join(tmpdir(), "nekohub-deploy-")); // for you alone: secrets pass through it
  try {
    await (values["dry-run"] ? rehearse(folder) : perform(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Resources, then tables, then code with its secrets: whoever meets the new code finds what it needs. */
async function perform(folder: string): Promise<void> {
  const config = readDeployment();
  const account = await chooseAccount(config.account_id);
  process.env.CLOUDFLARE_ACCOUNT_ID = account.id; // for every wrangler from here on
  console.log(`account ${account.name}`);
  const databaseId = await provideResources(config);
  writeDeploymentConfig(deriveConfig(config, { accountId: account.id, databaseId }));
  await buildFonts();
  await buildBrowserCode();
  await migrate({ remoteConfig: DEPLOYMENT_CONFIG });
  console.log("migrations: applied");
  const secrets = await missingSecrets(DEPLOYMENT_CONFIG);
  const addresses = await upload(folder, secrets);
  console.log(`\nNekoHub is deployed${addresses.length > 0 ? `: ${addresses.join(", ")}` : "."}`);
}

async function upload(folder: string, secrets: Record<string, string>): Promise<string[]> {
  const args = ["deploy", "--config", DEPLOYMENT_CONFIG];
  if (Object.keys(secrets).length > 0) {
    const path = join(folder, "secrets.json");
    writeFileSync(path, JSON.stringify(secrets), { mode: 0o600 });
    args.push("--secrets-file", path);
  }
  const output = join(folder, "output.ndjson");
  if (!(await runWrangler(args, { WRANGLER_OUTPUT_FILE_PATH: output })))
    throw new Refusal(
      "The upload failed; the reason is above. Running `npm run deploy` again continues where it stopped.",
    );
  return readFileSync(output, "utf8").split("\n").flatMap(addressesOf);
}

/** wrangler tells scripts what it did, one JSON object a line. */
function addressesOf(line: string): string[] {
  if (line === "") return [];
  const entry: { type: string; targets?: string[] } = JSON.parse(line);
  return entry.type === "deploy" ? (entry.targets ?? []) : [];
}

/** The configuration of a deployment that is not there, the build, and the bundle as it would go up. */
async function rehearse(folder: string): Promise<void> {
  const identities = { accountId: null, databaseId: "00000000-0000-0000-0000-000000000000" };
  const path = `${DEPLOYMENT_CONFIG.slice(0, -".json".length)}-dry-run.json`;
  writeDeploymentConfig(deriveConfig(readDeployment(), identities), path);
  await buildFonts();
  await buildBrowserCode();
  const answer = await askWrangler([
    "deploy",
    "--dry-run",
    "--config",
    path,
    "--outdir",
    join(folder, "bundle"),
  ]);
  if (!answer.ok) throw new Refusal(`The dry run failed:\n${answer.said}`);
  const [, size] = /Total Upload: .*gzip: ([\d.]+ \w+)/.exec(answer.stdout) ?? [];
  if (!size) throw new Refusal(`wrangler did not say how large the bundle is:\n${answer.said}`);
  console.log(`The dry run went well: the Worker is ${size} gzipped.`);
}

await run(deploy);
