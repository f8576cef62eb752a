/** Changing many assets at once, with an answer for each of them. */
import { z } from "zod";
import { assetsByIds, setVisibility } from "../database/asset-batches.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { fields } from "../shape.ts";
import type { Asset } from "./asset.ts";
import { forgetCached } from "./cached.ts";
import { editAsset } from "./edit.ts";
import { isUuid } from "./identity.ts";
import { type FindRequest, matchingAssets } from "./library.ts";

const MAX_BATCH = 500;
/** So many are written in one transaction: all of them or none. */
const WRITTEN_AT_ONCE = 50;

const Filter = fields({
  query: z.string().optional(),
  contentType: z.string().optional(),
  status: z.string().optional(),
});

export const BatchUpdateRequest = fields({
  ids: z
    .array(z.string().refine(isUuid, "not a UUID"))
    .max(MAX_BATCH, `at most ${MAX_BATCH} ids in one request`)
    .optional(),
  filter: Filter.optional().meta({ description: `All that match, ${MAX_BATCH} a request` }),
  cursor: z
    .string()
    .nullable()
    .optional()
    .meta({ description: "With `filter`: the `nextCursor` of the answer before" }),
  isPublic: z.boolean().optional(),
}).refine((request) => (request.ids === undefined) !== (request.filter === undefined), {
  message: "name the assets by either ids or filter",
});
export type BatchUpdateRequest = z.infer<typeof BatchUpdateRequest>;

export const BatchUpdateResult = z
  .object({
    items: z.array(z.object({ id: z.uuid(), outcome: z.enum(["updated", "unchanged", "notFound"]) })),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: "null when nothing that matches the filter is left" }),
  })
  .meta({ id: "BatchUpdateResult", description: "In the order of the request, or newest first." });
export type BatchUpdateResult = z.infer<typeof BatchUpdateResult>;

type Outcome = BatchUpdateResult["items"][number]["outcome"];

export async function batchUpdate(
  services: Services,
  request: BatchUpdateRequest,
): Promise<BatchUpdateResult> {
  const { isPublic } = request;
  const { ids, assets, nextCursor } = await chosen(services, request);
  const outcomes = new Map<string, Outcome>(assets.map(({ id }) => [id, "unchanged"]));
  const changing = assets.filter((asset) => isPublic !== undefined && asset.isPublic !== isPublic);
  if (isPublic !== undefined) {
    for (let start = 0; start < changing.length; start += WRITTEN_AT_ONCE) {
      const portion = changing.slice(start, start + WRITTEN_AT_ONCE);
      for (const [id, outcome] of await publish(services, portion, isPublic)) outcomes.set(id, outcome);
    }
  }
  const items = ids.map((id) => ({ id, outcome: outcomes.get(id) ?? ("notFound" as const) }));
  return { items, nextCursor };
}

async function chosen(
  services: Services,
  { ids, filter, cursor }: BatchUpdateRequest,
): Promise<{ ids: string[]; assets: Asset[]; nextCursor: string | null }> {
  if (filter === undefined) {
    const wanted = [...new Set((ids ?? []).map((id) => id.toLowerCase()))];
    return { ids: wanted, assets: await assetsByIds(services.db, wanted), nextCursor: null };
  }
  const request: FindRequest = { ...filter, page: 1, pageSize: MAX_BATCH, cursor: cursor ?? undefined };
  const { items, nextCursor } = await matchingAssets(services, request);
  return { ids: items.map(({ id }) => id), assets: items, nextCursor };
}

/** All in one transaction; when somebody changed one of them meanwhile, one after the other. */
async function publish(
  services: Services,
  portion: Asset[],
  isPublic: boolean,
): Promise<[id: string, Outcome][]> {
  if (await setVisibility(services.db, portion, isPublic, services.now())) {
    await forgetCached(
      services,
      portion.map(({ id }) => id),
    );
    return portion.map(({ id }) => [id, "updated"]);
  }
  const outcomes: [string, Outcome][] = [];
  for (const { id } of portion) outcomes.push([id, await publishOne(services, id, isPublic)]);
  return outcomes;
}

async function publishOne(services: Services, id: string, isPublic: boolean): Promise<Outcome> {
  try {
    await editAsset(services, id, { isPublic });
    return "updated";
  } catch (error) {
    if (error instanceof AppError && error.code === "asset_not_found") return "notFound";
    throw error;
  }
}
