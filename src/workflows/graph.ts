/** A workflow's graph as the editor saves it: of everything in it, only the nodes and their order count. */
import { AppError } from "../errors.ts";
import { objectOf } from "../json.ts";

export interface SkillNode {
  /** As written in the graph, trimmed. */
  skillId: string;
  parameters: Record<string, unknown> | null;
}

/** @throws {AppError} `workflow_profile_graph_json_required` | `workflow_profile_graph_json_invalid` */
export function parseGraph(graphJson: string): Record<string, unknown> {
  if (graphJson.trim() === "") {
    throw new AppError("workflow_profile_graph_json_required", "graphJson: must not be blank.");
  }
  let graph: unknown;
  try {
    graph = JSON.parse(graphJson);
  } catch (cause) {
    throw new AppError("workflow_profile_graph_json_invalid", "graphJson: is not valid JSON.", { cause });
  }
  if (typeof graph !== "object" || graph === null || Array.isArray(graph)) {
    throw new AppError("workflow_profile_graph_json_invalid", "graphJson: is not a JSON object.");
  }
  return graph as Record<string, unknown>;
}

/** In the order of the array. A node without a skill, or with `data` that is no object, is no skill's node. */
export function readGraph(graphJson: string): SkillNode[] {
  const { nodes } = parseGraph(graphJson);
  return Array.isArray(nodes) ? nodes.flatMap(skillNode) : [];
}

function skillNode(node: unknown): SkillNode[] {
  const { data = {}, type } = objectOf(node);
  if (typeof data !== "object" || data === null || Array.isArray(data)) return [];
  const { skillId, ...others } = data as Record<string, unknown>;
  const name = [skillId, type].map((word) => (typeof word === "string" ? word.trim() : "")).find(Boolean);
  return name === undefined ? [] : [{ skillId: name, parameters: parametersOf(others) }];
}

function parametersOf({ parameters, ...others }: Record<string, unknown>): Record<string, unknown> | null {
  if (typeof parameters === "object" && parameters !== null && !Array.isArray(parameters)) {
    return parameters as Record<string, unknown>;
  }
  const fields = parameters === undefined ? others : { ...others, parameters };
  return Object.keys(fields).length === 0 ? null : fields;
}
