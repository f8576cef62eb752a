import { parseArgs } from "node:util";
import { migrate } from "./migrate.ts";
import { run } from "./refusal.ts";

/** `npm run db:migrate`: the local database by default, the deployed one with `-- --remote`. */
async function dbMigrate(): Promise<void> {
  const { values } = parseArgs({
    options: { remote: { type: "boolean" }, "persist-to": { type: "string" } },
  });
  const said = await migrate({ persistTo: values["persist-to"] });
  console.log(said || "There are no migrations yet.");
}

await run(dbMigrate);
