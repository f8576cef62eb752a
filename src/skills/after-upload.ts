/** What follows an upload: the auto-run workflow if there is one, else what every picture gets. */
import { autoRunWorkflow } from "../database/workflows.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import type { Services } from "../services.ts";
import { readGraph, type SkillNode } from "../workflows/graph.ts";
import { ENRICH, findSkill, THUMBNAIL } from "./catalogue.ts";
import type { PlannedSkill } from "./job.ts";

/** Nodes that name no skill are passed over, a graph that can't be read runs nothing: neither harms the upload. */
export async function skillsAfterUpload({ db }: Services): Promise<PlannedSkill[]> {
  const workflow = await autoRunWorkflow(db);
  if (workflow === null) return [{ skillName: THUMBNAIL.name }, { skillName: ENRICH.name }];
  return planned(nodesOf(workflow)).filter(({ skillName }) => findSkill(skillName) !== null);
}

export function planned(nodes: SkillNode[]): PlannedSkill[] {
  return nodes.map(({ skillId, parameters }) => ({
    skillName: skillId,
    ...(parameters === null ? {} : { parameters }),
  }));
}

function nodesOf({ id, graphJson }: { id: string; graphJson: string }): SkillNode[] {
  try {
    return readGraph(graphJson);
  } catch (thrown) {
    log("warn", "the auto-run workflow can't be read; nothing ran", {
      workflowId: id,
      error: AppError.from(thrown),
    });
    return [];
  }
}
