/** Skills and workflows on this picture, and what has been run. */
import { useState } from "react";
import type { Detail } from "../api/library.ts";
import { type Execution, readExecutions, readWorkflows, runWorkflow } from "../api/skills.ts";
import { Button } from "../parts/button.tsx";
import { Form, SelectField, useSubmission } from "../parts/form.tsx";
import { toast } from "../parts/toast.tsx";
import { RunDialog, Steps } from "../running/run-dialog.tsx";
import { may } from "../session/session.ts";
import { invalidate, useQuery } from "../state/query.ts";
import { ago, dateTime, t } from "../words/words.ts";

interface Props {
  detail: Detail;
  /** Something was run, or will be: the picture is another one from now on. */
  onRun: () => void;
}

export function Work({ detail, onRun }: Props) {
  const { id, latestExecutionSummary } = detail;
  const [open, setOpen] = useState(false);
  const latest = latestExecutionSummary?.executionId ?? "none";
  const { data } = useQuery(`executions:${id}:${latest}`, () => readExecutions(id));
  const history = data?.items ?? (latestExecutionSummary ? [latestExecutionSummary] : []);
  return (
    <section>
      <div className="section-head">
        <h2>{t("work")}</h2>
        {may("assets.update") && (
          <Button icon="spark" onClick={() => setOpen(true)}>
            {t("skill.run")}
          </Button>
        )}
      </div>
      {may("assets.update") && may("settings.read") && <Workflows id={id} onQueued={onRun} />}
      {history.length === 0 ? (
        <p className="muted">{t("work.none")}</p>
      ) : (
        <div className="history">
          {history.map((execution, index) => (
            <Run key={execution.executionId} execution={execution} open={index === 0} />
          ))}
        </div>
      )}
      {open && (
        <RunDialog
          ids={[id]}
          onClose={() => setOpen(false)}
          onDone={() => {
            invalidate(`executions:${id}`);
            onRun();
          }}
        />
      )}
    </section>
  );
}

function Run({ execution, open }: { execution: Execution; open: boolean }) {
  const { skillName, triggerSource, succeeded, startedAtUtc, steps } = execution;
  return (
    <details open={open}>
      <summary>
        <span className={succeeded ? "tag" : "tag bad"}>{t(succeeded ? "step.done" : "step.failed")}</span>
        <strong>{skillName}</strong>
        <small className="muted" title={dateTime(startedAtUtc)}>
          {t(`trigger.${triggerSource}`)} · {ago(startedAtUtc)}
        </small>
      </summary>
      <Steps
        steps={steps.map((step) => ({
          name: step.stepName,
          errorMessage: step.errorMessage,
          state: step.succeeded ? "done" : "failed",
          time: `${Date.parse(step.completedAtUtc) - Date.parse(step.startedAtUtc)} ms`,
        }))}
      />
    </details>
  );
}

function Workflows({ id, onQueued }: { id: string; onQueued: () => void }) {
  const { data } = useQuery("workflows", readWorkflows);
  const [chosen, setChosen] = useState<string | null>(null);
  const workflow = data?.find((each) => each.id === chosen) ?? data?.[0];
  const submission = useSubmission(async () => {
    if (workflow === undefined) return;
    const { skillIds } = await runWorkflow(id, workflow.id);
    toast(t("workflow.queued", { name: workflow.name, n: skillIds.length }));
    onQueued();
  });
  if (workflow === undefined) return null;
  return (
    <Form submission={submission}>
      <div className="run-workflow">
        <SelectField
          label={t("workflow")}
          value={workflow.id}
          hint={workflow.description ?? undefined}
          options={(data ?? []).map((each) => [each.id, each.name] as const)}
          onChange={setChosen}
        />
        <Button type="submit" icon="play" busy={submission.busy}>
          {t("run")}
        </Button>
      </div>
    </Form>
  );
}
