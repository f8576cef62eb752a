/**
 * A workflow's graph between the canvas and its JSON. What the canvas doesn't know is kept as it is, and what it can't
 * read is left alone.
 */
import type { Edge, Node, Viewport } from "@xyflow/react";
import type { Parameters } from "../api/skills.ts";

export type SkillData = { skillId: string; parameters?: Parameters; [other: string]: unknown };
export type SkillNode = Node<SkillData>;

export interface Graph {
  nodes: SkillNode[];
  edges: Edge[];
  /** Everything else that stood in the JSON. */
  rest: Record<string, unknown>;
  viewport?: Viewport;
}

export const EMPTY: Graph = { nodes: [], edges: [], rest: {} };

/** Room for one node and the way to the next. */
const STEP_X = 240;

/** @returns null when it is no graph of ours */
export function parseGraph(json: string): Graph | null {
  try {
    const { nodes = [], edges = [], viewport, ...rest } = JSON.parse(json) as Record<string, unknown>;
    if (!Array.isArray(nodes) || !Array.isArray(edges)) return null;
    const read = nodes.map(readNode);
    if (read.some((node) => node === null)) return null;
    const ids = new Set(read.map((node) => node?.id));
    return {
      nodes: read.filter((node) => node !== null),
      edges: edges.filter((edge): edge is Edge => ids.has(edge?.source) && ids.has(edge?.target)),
      rest,
      ...(isViewport(viewport) ? { viewport } : {}),
    };
  } catch {
    return null;
  }
}

function isViewport(value: unknown): value is Viewport {
  return typeof value === "object" && value !== null && "x" in value && "y" in value && "zoom" in value;
}

function readNode(node: unknown, index: number): SkillNode | null {
  if (typeof node !== "object" || node === null) return null;
  const given = node as { id?: unknown; type?: unknown; position?: unknown; data?: unknown };
  const data = typeof given.data === "object" && given.data !== null ? { ...given.data } : {};
  const named = "skillId" in data && typeof data.skillId === "string" ? data.skillId.trim() : "";
  const skillId = named || (typeof given.type === "string" ? given.type.trim() : "");
  if (skillId === "") return null;
  const position = given.position as { x?: unknown; y?: unknown } | undefined;
  return {
    id: String(given.id ?? `node-${index}`),
    type: "skill",
    position: { x: Number(position?.x ?? index * STEP_X) || 0, y: Number(position?.y ?? 0) || 0 },
    data: { ...data, skillId },
  };
}

/** Changes the graph as it is then: two changes may come before either is drawn. */
export type OnChange = (change: (now: Graph) => Graph) => void;

/** In the order in which they will run: by x, then y, then id. */
export function inOrder(nodes: readonly SkillNode[]): SkillNode[] {
  return [...nodes].sort(
    (a, b) => a.position.x - b.position.x || a.position.y - b.position.y || (a.id < b.id ? -1 : 1),
  );
}

export function writeGraph({ nodes, edges, rest, viewport }: Graph): string {
  return JSON.stringify({
    ...rest,
    nodes: inOrder(nodes).map(({ id, position, data }) => ({
      id,
      type: "skill",
      position: { x: Math.round(position.x), y: Math.round(position.y) },
      data,
    })),
    edges: edges.map(({ id, source, target }) => ({ id, source, target })),
    ...(viewport ? { viewport } : {}),
  });
}

export function addNode(
  graph: Graph,
  skillId: string,
  parameters: Parameters,
  at?: { x: number; y: number },
): Graph {
  const last = inOrder(graph.nodes).at(-1);
  const position = at ?? { x: last ? last.position.x + STEP_X : 0, y: last?.position.y ?? 0 };
  const node: SkillNode = {
    id: crypto.randomUUID(),
    type: "skill",
    position,
    data: { skillId, ...(Object.keys(parameters).length > 0 ? { parameters } : {}) },
  };
  const edges = last && !at ? [...graph.edges, edgeBetween(last.id, node.id)] : graph.edges;
  return { ...graph, nodes: [...graph.nodes, node], edges };
}

export function edgeBetween(source: string, target: string): Edge {
  return { id: `${source}-${target}`, source, target };
}

/**
 * An arrow says "then", and the order is that of the places: what an arrow leads to is moved to the right of where it
 * comes from, with all that follows it.
 */
export function connect(graph: Graph, source: string, target: string): Graph {
  if (source === target || leadsTo(graph.edges, target, source)) return graph;
  const from = graph.nodes.find(({ id }) => id === source);
  const to = graph.nodes.find(({ id }) => id === target);
  if (!from || !to) return graph;
  const edges = graph.edges.some((edge) => edge.source === source && edge.target === target)
    ? graph.edges
    : [...graph.edges, edgeBetween(source, target)];
  const by = from.position.x + STEP_X - to.position.x;
  if (to.position.x > from.position.x) return { ...graph, edges };
  const nodes = graph.nodes.map((node) =>
    node.id === target || leadsTo(edges, target, node.id)
      ? { ...node, position: { ...node.position, x: node.position.x + by } }
      : node,
  );
  return { ...graph, nodes, edges };
}

function leadsTo(edges: readonly Edge[], from: string, to: string, seen = new Set<string>()): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  return edges.some(
    (edge) => edge.source === from && (edge.target === to || leadsTo(edges, edge.target, to, seen)),
  );
}

/** For those without a pointer: it runs right after another one; null = first. */
export function placeAfter(graph: Graph, id: string, after: string | null): Graph {
  const others = inOrder(graph.nodes.filter((node) => node.id !== id));
  const node = graph.nodes.find((each) => each.id === id);
  if (node === undefined) return graph;
  const place = after === null ? 0 : others.findIndex((each) => each.id === after) + 1;
  const order = [...others.slice(0, place), node, ...others.slice(place)];
  const start = Math.min(...graph.nodes.map(({ position }) => position.x));
  const nodes = order.map((each, index) => ({
    ...each,
    position: { ...each.position, x: start + index * STEP_X },
  }));
  const edges = order.slice(1).map((each, index) => edgeBetween(order[index]?.id ?? "", each.id));
  return { ...graph, nodes, edges };
}

export function removeNode(graph: Graph, id: string): Graph {
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => node.id !== id),
    edges: graph.edges.filter(({ source, target }) => source !== id && target !== id),
  };
}

export function setParameters(graph: Graph, id: string, parameters: Parameters): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.id === id ? { ...node, data: { ...node.data, parameters } } : node,
    ),
  };
}
