import type { TomlTable } from "smol-toml";
import { table, tables, text } from "./project.ts";
import { Refusal } from "./refusal.ts";
import { askWrangler } from "./wrangler.ts";

/** Finds or makes what the Worker is bound to, by the names in the configuration. @returns the database's id */
export async function provideResources(config: TomlTable): Promise<string> {
  for (const bucket of tables(config, "r2_buckets"))
    await provide("R2 bucket", ["r2", "bucket"], text(bucket, "bucket_name"));
  for (const queue of queueNames(config)) await provide("queue", ["queues"], queue);
  const [database = {}] = tables(config, "d1_databases");
  return provideDatabase(text(database, "database_name"));
}

/** Producers, consumers and dead letters name the same few queues. */
function queueNames(config: TomlTable): Set<string> {
  const queues = table(config, "queues");
  const consumers = tables(queues, "consumers");
  const names = [...tables(queues, "producers"), ...consumers].map((queue) => text(queue, "queue"));
  const dead = consumers.filter((one) => one.dead_letter_queue).map((one) => text(one, "dead_letter_queue"));
  return new Set([...names, ...dead]);
}

async function provide(kind: string, command: string[], name: string): Promise<void> {
  const found = await askWrangler([...command, "info", name]);
  if (!found.ok) {
    // Anything else than "not there" (no network, no permission) must not look like an invitation to create.
    if (!/does not exist|not found/i.test(found.said))
      throw new Refusal(`The ${kind} ${name} could not be looked up:\n${found.said}`);
    await create(kind, [...command, "create", name], name);
  }
  report(kind, name, found.ok);
}

async function provideDatabase(name: string): Promise<string> {
  const found = await databaseId(name);
  if (!found) await create("database", ["d1", "create", name], name);
  report("database", name, found !== null);
  const id = found ?? (await databaseId(name));
  if (!id)
    throw new Refusal(
      `The database ${name} was created but is not in Cloudflare's list yet: run \`npm run deploy\` again.`,
    );
  return id;
}

async function databaseId(name: string): Promise<string | null> {
  const answer = await askWrangler(["d1", "list", "--json"]);
  if (!answer.ok) throw new Refusal(`The databases could not be listed:\n${answer.said}`);
  const databases: { name: string; uuid: string }[] = JSON.parse(answer.stdout);
  return databases.find((database) => database.name === name)?.uuid ?? null;
}

async function create(kind: string, args: string[], name: string): Promise<void> {
  const created = await askWrangler(args);
  if (!created.ok) throw new Refusal(`The ${kind} ${name} could not be created:\n${created.said}`);
}

function report(kind: string, name: string, existed: boolean): void {
  console.log(`${kind} ${name}: ${existed ? "there" : "created"}`);
}
