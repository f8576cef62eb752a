/** What the library holds, from counters: no asset is read. */
import { z } from "zod";
import { assetCounts } from "../database/asset-lists.ts";
import { countDerivatives, mostActiveSkill } from "../database/counters.ts";
import type { Services } from "../services.ts";

export const UsageStats = z
  .object({
    totalAssets: z.int(),
    totalBytes: z.int().meta({ description: "Originals only, in bytes." }),
    totalDerivatives: z.int(),
    contentTypeBreakdown: z.array(z.object({ contentType: z.string(), count: z.int(), totalBytes: z.int() })),
    mostActiveSkill: z.object({ skillName: z.string(), runCount: z.int() }).nullable(),
  })
  .meta({ id: "UsageStats" });
export type UsageStats = z.infer<typeof UsageStats>;

export async function usageStats({ db }: Services): Promise<UsageStats> {
  const [counts, totalDerivatives, skill] = await Promise.all([
    assetCounts(db),
    countDerivatives(db),
    mostActiveSkill(db),
  ]);
  const breakdown = new Map<string, UsageStats["contentTypeBreakdown"][number]>();
  for (const { contentType, count, bytes } of counts) {
    const before = breakdown.get(contentType) ?? { contentType, count: 0, totalBytes: 0 };
    breakdown.set(contentType, {
      contentType,
      count: before.count + count,
      totalBytes: before.totalBytes + bytes,
    });
  }
  return {
    totalAssets: counts.reduce((sum, { count }) => sum + count, 0),
    totalBytes: counts.reduce((sum, { bytes }) => sum + bytes, 0),
    totalDerivatives,
    contentTypeBreakdown: [...breakdown.values()].sort(
      (a, b) => b.count - a.count || (a.contentType < b.contentType ? -1 : 1),
    ),
    mostActiveSkill: skill,
  };
}
