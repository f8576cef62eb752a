/** What heals by itself, every minute. One upkeep that fails does not keep the others from running. */
import { ensureSuperAdmin } from "./auth/bootstrap.ts";
import { AppError } from "./errors.ts";
import { log } from "./log.ts";
import type { Services } from "./services.ts";
import { sweepAccess } from "./upkeep/access.ts";
import { sweepJobs } from "./upkeep/jobs.ts";
import { sweepOrphans } from "./upkeep/orphans.ts";
import { sweepPurges } from "./upkeep/purges.ts";
import { sweepRemovals } from "./upkeep/removals.ts";
import { sweepUploadTickets } from "./upkeep/upload-tickets.ts";

const UPKEEP = {
  ensureSuperAdmin,
  sweepJobs,
  sweepRemovals,
  sweepPurges,
  sweepOrphans,
  sweepUploadTickets,
  sweepAccess,
};

export async function sweep(services: Services): Promise<void> {
  for (const [name, run] of Object.entries(UPKEEP)) {
    try {
      await run(services);
    } catch (thrown) {
      log("error", "upkeep failed", { upkeep: name, error: AppError.from(thrown) });
    }
  }
}
