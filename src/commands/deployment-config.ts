import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parse, type TomlTable } from "smol-toml";
import { isTable, ROOT, readConfig, table, tables, text } from "./project.ts";

/** What `npm run deploy` writes and wrangler reads; git ignores it. */
export const DEPLOYMENT_CONFIG = join(ROOT, ".wrangler/deploy.json");

/** A person's own changes for their deployment (a domain, another name, a variable); git ignores it too. */
const OWN_CHANGES = join(ROOT, "deploy.toml");

/** wrangler.toml with the person's own changes over it, as it will be deployed but for the identities. */
export function readDeployment(): TomlTable {
  const config = readConfig();
  return existsSync(OWN_CHANGES) ? merge(config, parse(readFileSync(OWN_CHANGES, "utf8"))) : config;
}

/** Tables are merged, everything else is replaced; lists too, as `[[routes]]` has no names to match by. */
function merge(base: TomlTable, changes: TomlTable): TomlTable {
  const merged: TomlTable = { ...base };
  for (const [key, change] of Object.entries(changes)) {
    const old = merged[key];
    merged[key] = isTable(old) && isTable(change) ? merge(old, change) : change;
  }
  return merged;
}

export interface Identities {
  accountId: string | null;
  databaseId: string;
}

/** The configuration with the real ids, and with paths made right for the folder it stands in. */
export function deriveConfig(config: TomlTable, { accountId, databaseId }: Identities): TomlTable {
  const assets = table(config, "assets");
  const databases = tables(config, "d1_databases").map((database) => ({
    ...database,
    database_id: databaseId,
    migrations_dir: fromConfig(text(database, "migrations_dir")),
  }));
  const [bucket] = tables(config, "r2_buckets");
  return {
    ...config,
    // A binding does not tell its bucket's name, and the console shows it.
    vars: { ...table(config, "vars"), ...(bucket ? { R2_BUCKET_NAME: text(bucket, "bucket_name") } : {}) },
    ...(accountId ? { account_id: accountId } : {}),
    main: fromConfig(text(config, "main")),
    assets: { ...assets, directory: fromConfig(text(assets, "directory")) },
    d1_databases: databases,
  };
}

function fromConfig(path: string): string {
  return relative(dirname(DEPLOYMENT_CONFIG), join(ROOT, path)).replaceAll("\\", "/");
}

export function writeDeploymentConfig(config: TomlTable, path = DEPLOYMENT_CONFIG): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`);
}

/** The account of the deployment before, so that it need not be asked for again. */
export function rememberedAccount(): string | null {
  if (!existsSync(DEPLOYMENT_CONFIG)) return null;
  const config: unknown = JSON.parse(readFileSync(DEPLOYMENT_CONFIG, "utf8"));
  const remembered =
    typeof config === "object" && config && "account_id" in config ? config.account_id : null;
  return typeof remembered === "string" ? remembered : null;
}
