/** The canvas itself: nodes to drag, arrows to draw. */
import {
  applyEdgeChanges,
  applyNodeChanges,
  Background,
  Controls,
  type Dimensions,
  Handle,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { createContext, type DragEvent, useContext, useEffect, useMemo, useRef, useState } from "react";
import { invalidParameters, withInitial } from "../running/parameters.ts";
import { t } from "../words/words.ts";
import { addNode, connect, type Graph, inOrder, type OnChange, type SkillNode } from "./graph.ts";

export const SKILL_TYPE = "application/x-nekohub-skill";

interface Facts {
  order: ReadonlyMap<string, number>;
  known: ReadonlySet<string>;
}

const NodeFacts = createContext<Facts>({ order: new Map(), known: new Set() });

const FIT = { maxZoom: 1, padding: 0.2 };
const NODE_TYPES = { skill: SkillBox };

interface Props {
  graph: Graph;
  onChange: OnChange;
  selected: string | null;
  onSelect: (id: string | null) => void;
  /** Skills that there are. */
  known: ReadonlySet<string>;
  readOnly: boolean;
  dark: boolean;
}

export function Flow(props: Props) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({ graph, onChange, selected, onSelect, known, readOnly, dark }: Props) {
  const { screenToFlowPosition, fitView } = useReactFlow();
  const facts = useMemo(
    () => ({ order: new Map(inOrder(graph.nodes).map(({ id }, index) => [id, index + 1])), known }),
    [graph.nodes, known],
  );
  // React Flow wants its own measurements back with each node, and takes one that comes without them, drawn just before
  // it was measured, for a new one whose arrows have no ends; so the ends are told it, too.
  const [sizes, setSizes] = useState<ReadonlyMap<string, Dimensions>>(new Map());
  const nodes = useMemo(
    (): SkillNode[] =>
      graph.nodes.map((node) => ({ ...node, selected: node.id === selected, ...drawn(sizes.get(node.id)) })),
    [graph.nodes, selected, sizes],
  );
  // What a button adds may stand out of sight; what is dropped is where the pointer is.
  const count = useRef(graph.nodes.length);
  useEffect(() => {
    if (graph.nodes.length > count.current) void fitView(FIT);
    count.current = graph.nodes.length;
  }, [graph.nodes.length, fitView]);
  function drop(event: DragEvent) {
    const skillId = event.dataTransfer.getData(SKILL_TYPE);
    if (!skillId || readOnly) return;
    event.preventDefault();
    const at = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    count.current++;
    onChange((now) => addNode(now, skillId, withInitial(skillId, {}), at));
  }
  return (
    <NodeFacts value={facts}>
      <div
        className="flow"
        onDrop={drop}
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes(SKILL_TYPE)) event.preventDefault();
        }}
      >
        <ReactFlow
          nodes={nodes}
          edges={graph.edges}
          nodeTypes={NODE_TYPES}
          colorMode={dark ? "dark" : "light"}
          fitView
          fitViewOptions={FIT}
          nodesDraggable={!readOnly}
          nodesConnectable={!readOnly}
          deleteKeyCode={readOnly ? null : ["Delete", "Backspace"]}
          onNodesChange={(changes) => {
            const chosen = changes.find((change) => change.type === "select" && change.selected);
            if (chosen && "id" in chosen) onSelect(chosen.id);
            for (const change of changes) {
              if (change.type !== "dimensions" || !change.dimensions) continue;
              const { id, dimensions } = change;
              setSizes((now) => new Map(now).set(id, dimensions));
            }
            const lasting = changes.filter(({ type }) => type === "position" || type === "remove");
            if (lasting.length > 0)
              onChange((now) => ({ ...now, nodes: applyNodeChanges(lasting, now.nodes) }));
          }}
          onEdgesChange={(changes) => {
            if (changes.length > 0)
              onChange((now) => ({ ...now, edges: applyEdgeChanges(changes, now.edges) }));
          }}
          onConnect={({ source, target }) => onChange((now) => connect(now, source, target))}
          onNodeClick={(_, node) => onSelect(node.id)}
          onPaneClick={() => onSelect(null)}
          ariaLabelConfig={{ "node.a11yDescription.default": t("canvas.nodeHint") }}
        >
          <Background gap={24} />
          <Controls showInteractive={false} fitViewOptions={FIT} />
        </ReactFlow>
      </div>
    </NodeFacts>
  );
}

function drawn(size: Dimensions | undefined) {
  if (size === undefined) return {};
  const end = { y: size.height / 2, width: 0, height: 0 };
  return {
    measured: size,
    handles: [
      { ...end, type: "target" as const, position: Position.Left, x: 0 },
      { ...end, type: "source" as const, position: Position.Right, x: size.width },
    ],
  };
}

function SkillBox({ id, data }: NodeProps<SkillNode>) {
  const { order, known } = useContext(NodeFacts);
  const isKnown = known.has(data.skillId.toLowerCase());
  const invalid = invalidParameters(data.skillId, withInitial(data.skillId, data.parameters ?? {}));
  const values = Object.entries(data.parameters ?? {}).map(([name, value]) => `${name} ${String(value)}`);
  return (
    <div className={isKnown && invalid.length === 0 ? "skill-node" : "skill-node invalid"}>
      <Handle type="target" position={Position.Left} />
      <span className="order">{order.get(id)}</span>
      <span>
        <strong>{data.skillId}</strong>
        {!isKnown && <small className="bad">{t("canvas.unknownSkill")}</small>}
        {invalid.length > 0 && (
          <small className="bad">{t("canvas.invalid", { names: invalid.join(", ") })}</small>
        )}
        {values.length > 0 && <small>{values.slice(0, 2).join(" · ")}</small>}
      </span>
      <Handle type="source" position={Position.Right} />
    </div>
  );
}
