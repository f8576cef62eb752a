/** Workflows: what follows an upload, or what one runs by hand, as skills one after another. */
import { useEffect, useLayoutEffect, useMemo, useState } from "react";
import {
  createWorkflow,
  makeAutoRun,
  readSkills,
  readWorkflows,
  removeWorkflow,
  replaceWorkflow,
  type Skill,
  type Workflow,
} from "../api/skills.ts";
import { Button } from "../parts/button.tsx";
import { ask } from "../parts/confirm.tsx";
import { FailureNote, FailureState } from "../parts/failure.tsx";
import { SelectField, Switch, TextField, useSubmission } from "../parts/form.tsx";
import { Page } from "../parts/page.tsx";
import { SkeletonRows } from "../parts/state.tsx";
import { toast } from "../parts/toast.tsx";
import { guardLeaving } from "../routing/location.ts";
import { sentenceOf } from "../session/failure.ts";
import { may } from "../session/session.ts";
import { invalidate, useQuery } from "../state/query.ts";
import { t } from "../words/words.ts";
import { Editor } from "./editor.tsx";
import { EMPTY, type Graph, parseGraph, writeGraph } from "./graph.ts";
import { TryOut } from "./try-out.tsx";

export default function WorkflowsPage() {
  const workflows = useQuery("workflows", readWorkflows);
  const skills = useQuery("skills", readSkills);
  const [chosen, setChosen] = useState<string | null>(null);
  useStylesheet(CANVAS_STYLE);
  const failure = workflows.error ?? skills.error;
  if (!workflows.data || !skills.data) {
    return (
      <Page title={t("nav.workflows")}>
        {failure ? (
          <FailureState failure={failure} retry={() => void workflows.reload()} />
        ) : (
          <SkeletonRows />
        )}
      </Page>
    );
  }
  const workflow =
    chosen === "new" ? null : (workflows.data.find(({ id }) => id === chosen) ?? workflows.data[0] ?? null);
  return (
    <Draft
      key={workflow?.id ?? "new"}
      workflow={workflow}
      all={workflows.data}
      skills={skills.data}
      onChoose={setChosen}
    />
  );
}

/** The canvas has a stylesheet of its own, which only this page needs. */
function useStylesheet(address: string): void {
  useEffect(() => {
    if (document.querySelector(`link[href="${address}"]`)) return;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    document.head.append(link);
  }, [address]);
}

interface DraftProps {
  workflow: Workflow | null;
  all: Workflow[];
  skills: Skill[];
  onChoose: (id: string) => void;
}

function Draft({ workflow, all, skills, onChoose }: DraftProps) {
  const canEdit = may("settings.update");
  const parsed = useMemo(() => (workflow ? parseGraph(workflow.graphJson) : EMPTY), [workflow]);
  const [name, setName] = useState(workflow?.name ?? "");
  const [description, setDescription] = useState(workflow?.description ?? "");
  const [isAutoRun, setAutoRun] = useState(workflow?.isAutoRun ?? false);
  const [graph, setGraph] = useState<Graph>(parsed ?? EMPTY);
  const before = useMemo(() => writeGraph(parsed ?? EMPTY), [parsed]);
  const graphJson = writeGraph(graph);
  const isChanged =
    name !== (workflow?.name ?? "") ||
    description !== (workflow?.description ?? "") ||
    isAutoRun !== (workflow?.isAutoRun ?? false) ||
    graphJson !== before;

  // At once: who leaves right after saving is not asked.
  useLayoutEffect(() => (isChanged ? guardLeaving(() => t("canvas.unsaved")) : undefined), [isChanged]);

  const submission = useSubmission(async () => {
    // What can't be read here is saved as it was, unless something new was drawn.
    const json = parsed === null && graph.nodes.length === 0 && workflow ? workflow.graphJson : graphJson;
    const input = { name, description: description.trim() || null, isAutoRun, graphJson: json };
    const saved = workflow ? await replaceWorkflow(workflow.id, input) : await createWorkflow(input);
    invalidate("workflows");
    toast(t("saved"));
    onChoose(saved.id);
  });

  async function leave(next: string) {
    const question = {
      title: t("canvas.unsaved"),
      text: t("canvas.unsavedText"),
      does: t("canvas.discard"),
      danger: true,
    };
    if (!isChanged || (await ask(question)) !== null) onChoose(next);
  }

  async function destroy(id: string) {
    const question = {
      title: t("canvas.remove"),
      text: t("canvas.removeText", { name }),
      does: t("delete"),
      danger: true,
    };
    if ((await ask(question)) === null) return;
    await act(() => removeWorkflow(id));
  }

  async function act(work: () => Promise<unknown>) {
    try {
      await work();
      invalidate("workflows");
    } catch (thrown) {
      toast(sentenceOf(thrown), { tone: "bad" });
    }
  }

  return (
    <Page
      title={t("nav.workflows")}
      actions={
        canEdit && (
          <>
            {isChanged && <span className="tag amber">{t("canvas.changed")}</span>}
            <Button icon="plus" onClick={() => void leave("new")}>
              {t("canvas.new")}
            </Button>
            {workflow && !workflow.isAutoRun && !isChanged && (
              <Button onClick={() => void act(() => makeAutoRun(workflow.id))}>
                {t("canvas.makeAutoRun")}
              </Button>
            )}
            {workflow && (
              <Button look="danger" icon="trash" onClick={() => void destroy(workflow.id)}>
                {t("delete")}
              </Button>
            )}
            <Button
              type="submit"
              form="workflow"
              look="primary"
              busy={submission.busy}
              disabled={!isChanged && workflow !== null}
            >
              {t("save")}
            </Button>
          </>
        )
      }
    >
      <form id="workflow" className="workflow-head" onSubmit={submission.submit}>
        {all.length > 0 && (
          <SelectField
            label={t("workflow")}
            value={workflow?.id ?? "new"}
            options={[
              ...(workflow === null ? [["new", t("canvas.new")] as const] : []),
              ...all.map(
                (each) =>
                  [each.id, each.isAutoRun ? `${each.name} · ${t("canvas.auto")}` : each.name] as const,
              ),
            ]}
            onChange={(next) => void leave(next)}
          />
        )}
        <TextField
          label={t("fact.name")}
          required
          maxLength={100}
          disabled={!canEdit}
          value={name}
          onChange={setName}
        />
        <TextField
          label={t("fact.description")}
          maxLength={1000}
          disabled={!canEdit}
          placeholder={t("optional")}
          value={description}
          onChange={setDescription}
        />
        <Switch label={t("canvas.autoRun")} disabled={!canEdit} checked={isAutoRun} onChange={setAutoRun} />
      </form>
      {submission.failure !== null && <FailureNote failure={submission.failure} />}
      {!canEdit && <p className="note">{t("readOnly")}</p>}
      {parsed === null && <p className="note bad">{t("canvas.unreadable")}</p>}
      <Editor graph={graph} onChange={setGraph} skills={skills} readOnly={!canEdit} />
      {may("assets.update") && graph.nodes.length > 0 && <TryOut graphJson={graphJson} />}
    </Page>
  );
}
