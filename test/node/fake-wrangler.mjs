/**
 * Plays wrangler and, behind it, Cloudflare: remembers what exists in the file FAKE_CLOUD names, and writes down every
 * call. What it answers, and which words it fails with, is copied from wrangler 4.155.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";

const { FAKE_CLOUD = "", WRANGLER_OUTPUT_FILE_PATH = "" } = process.env;
const args = process.argv.slice(2);
const cloud = JSON.parse(readFileSync(FAKE_CLOUD, "utf8"));
const option = (name) => args[args.indexOf(name) + 1] ?? "";
const name = args.at(-1) ?? "";

const answers = {
  whoami: () => {
    console.log(JSON.stringify({ loggedIn: cloud.signedIn, accounts: cloud.accounts }));
    return cloud.signedIn;
  },
  "r2 bucket info": () => find(cloud.buckets, "The specified bucket does not exist. [code: 10006]"),
  "r2 bucket create": () => cloud.buckets.push(name),
  "queues info": () => find(cloud.queues, `Queue "${name}" does not exist.`),
  "queues create": () => cloud.queues.push(name),
  "d1 list": () => console.log(JSON.stringify(cloud.databases)) ?? true,
  "d1 create": () => cloud.databases.push({ name, uuid: `uuid-of-${name}` }),
  "d1 migrations apply": () =>
    cloud.databases.some(({ uuid }) => uuid === config().d1_databases[0].database_id),
  "secret list": () => {
    if (cloud.secrets)
      console.log(JSON.stringify(cloud.secrets.map((secret) => ({ name: secret, type: "secret_text" }))));
    else console.error(`Worker "${config().name}" not found.`);
    return cloud.secrets !== null;
  },
  deploy: () => {
    if (cloud.outage) return console.error("A request to the Cloudflare API failed.") ?? false;
    const added = args.includes("--secrets-file")
      ? JSON.parse(readFileSync(option("--secrets-file"), "utf8"))
      : {};
    cloud.secrets = [...(cloud.secrets ?? []), ...Object.keys(added)];
    cloud.uploaded = added;
    const entry = { type: "deploy", version: 1, targets: ["https://nekohub.example.workers.dev"] };
    appendFileSync(WRANGLER_OUTPUT_FILE_PATH, `${JSON.stringify(entry)}\n`);
    return true;
  },
};

function find(list, absent) {
  if (cloud.outage) return console.error("fetch failed") ?? false;
  return list.includes(name) || (console.error(absent) ?? false);
}

function config() {
  const path = option("--config");
  if (!existsSync(path)) throw new Error(`There is no configuration at ${path}`);
  return JSON.parse(readFileSync(path, "utf8"));
}

const command = Object.keys(answers).find((words) => args.join(" ").startsWith(words));
if (!command) throw new Error(`The fake knows no ${args.join(" ")}`);
cloud.calls.push({ command, args, account: process.env.CLOUDFLARE_ACCOUNT_ID ?? null });
const ok = answers[command]();
writeFileSync(FAKE_CLOUD, JSON.stringify(cloud));
process.exit(ok ? 0 : 1);
