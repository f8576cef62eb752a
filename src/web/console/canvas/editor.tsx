/** Palette, canvas, and what is chosen; everything the pointer does can be done by buttons as well. */
import { useState } from "react";
import type { Skill } from "../api/skills.ts";
import { Button } from "../parts/button.tsx";
import { SelectField } from "../parts/form.tsx";
import { Icon } from "../parts/icon.tsx";
import { ParameterFields } from "../running/parameter-fields.tsx";
import { changesOriginal, withInitial } from "../running/parameters.ts";
import { t } from "../words/words.ts";
import { Flow, SKILL_TYPE } from "./flow.tsx";
import {
  addNode,
  type Graph,
  inOrder,
  type OnChange,
  placeAfter,
  removeNode,
  type SkillNode,
  setParameters,
} from "./graph.ts";

interface Props {
  graph: Graph;
  onChange: OnChange;
  skills: Skill[];
  readOnly: boolean;
}

export function Editor({ graph, onChange, skills, readOnly }: Props) {
  const [selected, select] = useState<string | null>(null);
  const node = graph.nodes.find(({ id }) => id === selected);
  const known = new Set(skills.map(({ skillName }) => skillName));
  return (
    <div className="canvas">
      <aside className="palette" aria-label={t("canvas.palette")}>
        <h2>{t("canvas.palette")}</h2>
        {skills.map(({ skillName, description }) => (
          <button
            key={skillName}
            type="button"
            className="button plain palette-item"
            title={description}
            disabled={readOnly}
            draggable={!readOnly}
            onDragStart={(event) => event.dataTransfer.setData(SKILL_TYPE, skillName)}
            onClick={() => onChange((now) => addNode(now, skillName, withInitial(skillName, {})))}
          >
            <Icon name="plus" /> {skillName}
          </button>
        ))}
      </aside>
      <Flow
        graph={graph}
        onChange={onChange}
        selected={selected}
        onSelect={select}
        known={known}
        readOnly={readOnly}
        dark={getComputedStyle(document.documentElement).colorScheme === "dark" || prefersDark()}
      />
      <aside aria-label={t("canvas.chosen")}>
        {node ? (
          <Chosen
            key={node.id}
            node={node}
            graph={graph}
            skill={skills.find(({ skillName }) => skillName === node.data.skillId)}
            readOnly={readOnly}
            onChange={onChange}
            onClose={() => select(null)}
          />
        ) : (
          <Order graph={graph} onSelect={select} />
        )}
      </aside>
    </div>
  );
}

function prefersDark(): boolean {
  return !document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches;
}

function Order({ graph, onSelect }: { graph: Graph; onSelect: (id: string) => void }) {
  return (
    <>
      <h2>{t("canvas.order")}</h2>
      <p className="muted">{t(graph.nodes.length === 0 ? "canvas.empty" : "canvas.orderHint")}</p>
      <ol className="order-list">
        {inOrder(graph.nodes).map(({ id, data }, index) => (
          <li key={id}>
            <button type="button" className="button quiet" onClick={() => onSelect(id)}>
              {index + 1}. {data.skillId}
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

interface ChosenProps {
  node: SkillNode;
  graph: Graph;
  skill: Skill | undefined;
  readOnly: boolean;
  onChange: OnChange;
  onClose: () => void;
}

function Chosen({ node, graph, skill, readOnly, onChange, onClose }: ChosenProps) {
  const { skillId, parameters = {} } = node.data;
  const values = withInitial(skillId, parameters);
  const order = inOrder(graph.nodes);
  const place = order.findIndex(({ id }) => id === node.id);
  const others = order.filter(({ id }) => id !== node.id);
  return (
    <>
      <h2>{skillId}</h2>
      <p className="muted">{skill?.description ?? t("canvas.unknownSkill")}</p>
      <SelectField
        label={t("canvas.runsAfter")}
        value={order[place - 1]?.id ?? ""}
        disabled={readOnly}
        options={[
          ["", t("canvas.first")],
          ...others.map(
            ({ id, data }) =>
              [id, `${order.findIndex((each) => each.id === id) + 1}. ${data.skillId}`] as const,
          ),
        ]}
        onChange={(after) => onChange((now) => placeAfter(now, node.id, after || null))}
      />
      <div className="form">
        <ParameterFields
          skillName={skillId}
          values={values}
          disabled={readOnly}
          onChange={(next) => onChange((now) => setParameters(now, node.id, next))}
        />
      </div>
      {changesOriginal(skillId, values) && <p className="note bad">{t("skill.changesOriginal")}</p>}
      <div className="actions">
        <Button onClick={onClose}>{t("close")}</Button>
        {!readOnly && (
          <Button
            look="danger"
            icon="trash"
            onClick={() => {
              onClose();
              onChange((now) => removeNode(now, node.id));
            }}
          >
            {t("canvas.removeNode")}
          </Button>
        )}
      </div>
    </>
  );
}
