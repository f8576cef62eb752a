/** What has been run on an asset, newest first. */
import { ExecutionSummary, pageOf } from "../assets/asset.ts";
import { assetNotFound } from "../assets/library.ts";
import { presentExecution } from "../assets/present.ts";
import { assetById } from "../database/assets.ts";
import { countExecutions, listExecutions } from "../database/executions.ts";
import type { Services } from "../services.ts";

export const ExecutionPage = pageOf(ExecutionSummary)
  .omit({ nextCursor: true })
  .meta({ id: "ExecutionPage" });

export async function executionHistory(
  services: Services,
  assetId: string,
  { page, pageSize }: { page: number; pageSize: number },
) {
  const asset = await assetById(services.db, assetId);
  if (asset === null) throw assetNotFound(assetId);
  const [executions, total] = await Promise.all([
    listExecutions(services.db, asset.id, { offset: (page - 1) * pageSize, limit: pageSize }),
    countExecutions(services.db, asset.id),
  ]);
  return { items: executions.map(presentExecution), page, pageSize, total };
}
