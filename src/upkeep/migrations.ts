/** A migration whose message got lost, or whose worker died, is taken up again. */
import { dueMigration } from "../database/storage-migrations.ts";
import { announceMigration } from "../providers/storage-migrations.ts";
import type { Services } from "../services.ts";

export async function sweepMigrations(services: Services): Promise<void> {
  const id = await dueMigration(services.db, services.now());
  if (id !== null) await announceMigration(services, id, 0);
}
