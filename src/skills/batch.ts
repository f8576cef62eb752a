/** A skill for many assets: a job each, done in the background. */
import { z } from "zod";
import { isUuid } from "../assets/identity.ts";
import { assetsForSkill } from "../database/skill-candidates.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { fields } from "../shape.ts";
import { enqueue, newJob } from "./jobs.ts";
import { Parameters, skillNamed } from "./manual.ts";

const MAX_IDS = 100;

/** Jobs of one call; what matches beyond them is left for the next. */
const MAX_JOBS = 5000;
const JOBS_AT_ONCE = 500;

const Filter = fields({
  contentType: z.string().nullish().meta({ description: "A type, or `image/*`" }),
  createdFrom: z.iso.datetime({ offset: true }).nullish(),
  createdTo: z.iso.datetime({ offset: true }).nullish(),
  isPublic: z.boolean().nullish(),
}).meta({ description: "An empty one means the whole library" });

export const SkillBatchRequest = fields({
  ids: z
    .array(z.string().refine(isUuid, "not a UUID"))
    .max(MAX_IDS, `at most ${MAX_IDS} ids in one request`)
    .nullish(),
  filter: Filter.nullish(),
  onlyMissing: z.boolean().nullish().meta({
    description: "true (default): only assets that lack what the skill makes; what they have stays",
  }),
  parameters: Parameters.optional(),
});

export const SkillBatchResult = z
  .object({
    skillName: z.string(),
    jobCount: z.int(),
    hasMore: z.boolean().meta({ description: "More assets match than one call takes: call again." }),
  })
  .meta({ id: "SkillBatchResult" });

/** Assets that a job of the same skill is already waiting for are left out. */
export async function runOnMany(
  services: Services,
  skillName: string,
  request: z.infer<typeof SkillBatchRequest>,
): Promise<z.infer<typeof SkillBatchResult>> {
  const skill = skillNamed(skillName);
  const { ids, filter, parameters } = request;
  if ((ids ?? null) === null && (filter ?? null) === null) {
    throw new AppError("request_invalid", "Name the assets by ids, or by a filter ({} = the whole library).");
  }
  const onlyMissing = request.onlyMissing ?? true;
  const wanted = {
    skill,
    ids: ids?.map((id) => id.toLowerCase()) ?? null,
    contentType: filter?.contentType?.trim().toLowerCase() || null,
    isPublic: filter?.isPublic ?? null,
    createdFrom: timeOf(filter?.createdFrom),
    createdTo: timeOf(filter?.createdTo),
    onlyMissing,
  };
  let jobCount = 0;
  let after = 0;
  for (; jobCount < MAX_JOBS; ) {
    const found = await assetsForSkill(services.db, wanted, { after, limit: JOBS_AT_ONCE });
    const planned = { skillName: skill.name, parameters, keepResults: onlyMissing };
    const jobs = found.map(({ id }) =>
      newJob({ assetId: id, trigger: "manual", skills: [planned], now: services.now() }),
    );
    await enqueue(services, jobs);
    jobCount += jobs.length;
    after = found.at(-1)?.seq ?? after;
    if (found.length < JOBS_AT_ONCE) return { skillName: skill.name, jobCount, hasMore: false };
  }
  const [more] = await assetsForSkill(services.db, wanted, { after, limit: 1 });
  return { skillName: skill.name, jobCount, hasMore: more !== undefined };
}

function timeOf(timestamp: string | null | undefined): number | null {
  return timestamp === null || timestamp === undefined ? null : Date.parse(timestamp);
}
