/** Which assets a skill could be run on. */
import { type SQL, sql } from "drizzle-orm";
import type { Skill } from "../skills/skill.ts";
import type { Database } from "./database.ts";

export interface SkillCandidates {
  skill: Skill;
  /** null = all that the filters leave. */
  ids: string[] | null;
  /** Exactly, or `image/*`; lower case. */
  contentType: string | null;
  isPublic: boolean | null;
  /** Milliseconds since 1970, both included. */
  createdFrom: number | null;
  createdTo: number | null;
  onlyMissing: boolean;
}

/** In the order of upload, from the one behind `after` on; ready ones without such a job only. */
export async function assetsForSkill(
  db: Database,
  { skill, ids, contentType, isPublic, createdFrom, createdTo, onlyMissing }: SkillCandidates,
  { after, limit }: { after: number; limit: number },
): Promise<{ id: string; seq: number }[]> {
  const conditions = [
    sql`a.seq > ${after}`,
    sql`a.status = 'ready'`,
    sql`NOT EXISTS (SELECT 1 FROM jobs j WHERE j.asset_id = a.id AND j.state <> 'failed'
      AND EXISTS (SELECT 1 FROM json_each(j.skills) s WHERE s.value ->> 'skillName' = ${skill.name}))`,
    ...(ids === null ? [] : [sql`a.id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`]),
    ...(contentType === null ? [] : [ofType(contentType)]),
    ...(isPublic === null ? [] : [sql`a.is_public = ${isPublic ? 1 : 0}`]),
    ...(createdFrom === null ? [] : [sql`a.created_at >= ${createdFrom}`]),
    ...(createdTo === null ? [] : [sql`a.created_at <= ${createdTo}`]),
    ...(onlyMissing ? [sql`(${sql.join(lacking(skill), sql` OR `)})`] : []),
  ];
  return db.all<{ id: string; seq: number }>(
    sql`SELECT a.id, a.seq FROM assets a WHERE ${sql.join(conditions, sql` AND `)} ORDER BY a.seq LIMIT ${limit}`,
  );
}

function ofType(contentType: string): SQL {
  return contentType.endsWith("/*")
    ? sql`substr(a.content_type, 1, ${contentType.length - 1}) = ${contentType.slice(0, -1)}`
    : sql`a.content_type = ${contentType}`;
}

/** What a skill makes is not there; for one that makes nothing of its own: it never succeeded. */
function lacking({ name, steps }: Skill): SQL[] {
  const made = steps.flatMap(({ makes }) => (makes === undefined ? [] : [makes]));
  if (made.length === 0) {
    return [
      sql`NOT EXISTS (SELECT 1 FROM executions e
        WHERE e.asset_id = a.id AND e.skill_name = ${name} AND e.succeeded = 1)`,
    ];
  }
  return made.map((what) =>
    "result" in what
      ? sql`NOT EXISTS (SELECT 1 FROM structured_results r WHERE r.asset_id = a.id AND r.kind = ${what.result})`
      : sql`NOT EXISTS (SELECT 1 FROM derivatives d WHERE d.asset_id = a.id AND d.kind = ${what.derivative})`,
  );
}
