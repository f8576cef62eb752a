import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { DEPLOYMENT_CONFIG } from "./deployment-config.ts";
import { migrate } from "./migrate.ts";
import { Refusal, run } from "./refusal.ts";

/** `npm run db:migrate`: the local database by default, the deployed one with `-- --remote`. */
async function dbMigrate(): Promise<void> {
  const { values } = parseArgs({
    options: { remote: { type: "boolean" }, "persist-to": { type: "string" } },
  });
  if (values.remote && !existsSync(DEPLOYMENT_CONFIG))
    throw new Refusal(
      "There is no deployment yet whose database could be migrated: run `npm run deploy` first.",
    );
  const said = await migrate(
    values.remote ? { remoteConfig: DEPLOYMENT_CONFIG } : { persistTo: values["persist-to"] },
  );
  console.log(said || "There are no migrations yet.");
}

await run(dbMigrate);
