/** The fragile Worker (support/fragile-worker.ts) in bare Miniflare, as a process of its own that can be killed. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { bareOptions, buildBare } from "../bench/bare.ts";
import { migrate } from "../bench/migrate.ts";
import type { FragileState } from "../support/provided.ts";
import { Command, type Place } from "./server.ts";

export const KEY = "fragile-key";

/** As in wrangler.toml, but at once. */
const CONSUMER = { maxBatchSize: 10, maxBatchTimeout: 0, maxRetries: 20 };

export class FragileServer {
  readonly command: Command;
  readonly address: string;

  constructor(command: Command, address: string) {
    this.command = command;
    this.address = address;
  }

  static build({ folder }: Place): void {
    buildBare("test/support/fragile-worker.ts", join(folder, "built"));
  }

  /** @param aheadMs - how far its clock is ahead of the real one */
  static async start({ folder }: Place, aheadMs: number): Promise<FragileServer> {
    const script = fileURLToPath(import.meta.url);
    const command = new Command(process.execPath, [script, folder, String(aheadMs)]);
    const [, address = ""] = await command.prints(/listens on (\S+)/);
    return new FragileServer(command, address);
  }

  async state(): Promise<FragileState> {
    return (await fetch(`${this.address}/fragile`)).json() as Promise<FragileState>;
  }

  /** Its clock goes forward, and what happens each minute happens. */
  async passMinute(): Promise<void> {
    await fetch(`${this.address}/fragile`, { method: "POST" });
  }
}

/** The Worker with what is kept in the folder; one process at a time. */
export function openFragile(folder: string, aheadMs = 0): Miniflare {
  return new Miniflare(
    convertV4MiniflareOptions({
      ...bareOptions(join(folder, "built")),
      bindings: {
        JWT_SECRET: "a-secret-for-tests-only-0123456789abcdef",
        API_KEYS: KEY,
        ALLOW_PRIVATE_NETWORK_ENDPOINTS: "true",
        AHEAD_MS: String(aheadMs),
      },
      d1Databases: { DB: "fragile" },
      r2Buckets: { BUCKET: "fragile" },
      queueProducers: { JOBS: "nekohub-jobs" },
      queueConsumers: {
        "nekohub-jobs": { ...CONSUMER, deadLetterQueue: "nekohub-dead-jobs" },
        "nekohub-dead-jobs": CONSUMER,
      },
      resourcePersistencePath: join(folder, "state"),
      handleStructuredLogs: () => {}, // a line for each call that failed
    }),
  );
}

async function serve(folder: string, aheadMs: number): Promise<void> {
  const miniflare = openFragile(folder, aheadMs);
  const db = await miniflare.getD1Database("DB");
  const { results } = await db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'assets'").all();
  if (results.length === 0) await migrate(db);
  console.log(`listens on ${(await miniflare.ready).origin}`);
}

const [, script, folder, aheadMs] = process.argv;
if (script === fileURLToPath(import.meta.url) && folder !== undefined) await serve(folder, Number(aheadMs));
