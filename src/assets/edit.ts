/** Changing what people may change: texts, name and visibility. */
import { z } from "zod";
import { assetById, assetRecord, updateAsset } from "../database/assets.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { fields } from "../shape.ts";
import type { Asset, AssetDetail } from "./asset.ts";
import { forgetCached } from "./cached.ts";
import { conceal } from "./conceal.ts";
import { cleanFileName } from "./file-name.ts";
import { checkTexts } from "./inspect.ts";
import { assetNotFound } from "./library.ts";
import { presentDetail } from "./present.ts";

export const AssetChanges = fields({
  description: z.string().nullable().optional(),
  altText: z.string().nullable().optional(),
  originalFileName: z.string().nullable().optional(),
  isPublic: z.boolean().optional(),
});
export type AssetChanges = z.infer<typeof AssetChanges>;

/** Somebody else's change comes between reading and writing at most this often before we say so. */
const ATTEMPTS = 5;

export async function editAsset(services: Services, id: string, changes: AssetChanges): Promise<AssetDetail> {
  checkTexts(changes);
  const fileName = changes.originalFileName;
  const wanted = {
    ...changes,
    ...(fileName === undefined
      ? {}
      : { originalFileName: fileName === null ? null : cleanFileName(fileName) }),
  };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const before = await assetById(services.db, id);
    if (before === null) throw assetNotFound(id);
    const after: Asset = { ...before, ...wanted, updatedAt: Math.max(services.now(), before.updatedAt + 1) };
    const concealed = before.isPublic && !after.isPublic ? await conceal(services, before, after) : null;
    if (concealed === "changed") continue;
    if (concealed === null && !(await updateAsset(services.db, before, after))) continue;
    await forgetCached(services, [before.id]);
    const record = await assetRecord(services.db, id);
    if (record === null) throw assetNotFound(id);
    return presentDetail(services, record);
  }
  throw new AppError("storage_unavailable", "The asset is being changed by others all the time. Try again.");
}
