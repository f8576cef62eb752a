/** Choose a skill, set its parameters, run it on one picture or on many. */
import { useState } from "react";
import { type Parameters, type RunResult, readSkills, runSkill } from "../api/skills.ts";
import { inPortions } from "../library/bulk.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FailureNote } from "../parts/failure.tsx";
import { Form, SelectField, useSubmission } from "../parts/form.tsx";
import { Icon } from "../parts/icon.tsx";
import { toast } from "../parts/toast.tsx";
import { sentenceOf } from "../session/failure.ts";
import { useQuery } from "../state/query.ts";
import { t } from "../words/words.ts";
import { ParameterFields } from "./parameter-fields.tsx";
import { changesOriginal, invalidParameters, withInitial } from "./parameters.ts";

interface Props {
  ids: string[];
  onClose: () => void;
  onDone: () => void;
}

/** Each takes a model's or a codec's time on the server: a few at once are enough. */
const AT_ONCE = 3;

export function RunDialog({ ids, onClose, onDone }: Props) {
  const { data: skills, error } = useQuery("skills", readSkills);
  const [chosen, setChosen] = useState<string | null>(null);
  const [given, setGiven] = useState<Parameters>({});
  const [result, setResult] = useState<RunResult | null>(null);
  const skill = skills?.find(({ skillName }) => skillName === chosen) ?? skills?.[0];
  const name = skill?.skillName ?? "";
  const values = withInitial(name, given);
  const submission = useSubmission(async () => {
    const [only] = ids;
    if (ids.length === 1 && only) setResult(await runSkill(only, name, values));
    else {
      onClose();
      await runOnAll(ids, name, values);
    }
    onDone();
  });
  return (
    <Dialog
      title={ids.length === 1 ? t("skill.run") : t("skill.runOn", { n: ids.length })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t(result ? "close" : "cancel")}</Button>
          <Button
            type="submit"
            form="run-skill"
            look="primary"
            icon="play"
            busy={submission.busy}
            disabled={skill === undefined || invalidParameters(name, values).length > 0}
          >
            {t("run")}
          </Button>
        </>
      }
    >
      {error !== undefined && <FailureNote failure={error} />}
      <Form id="run-skill" submission={submission}>
        <SelectField
          label={t("skill")}
          value={name}
          hint={skill?.description}
          options={(skills ?? []).map(({ skillName }) => [skillName, skillName] as const)}
          onChange={(next) => {
            setChosen(next);
            setGiven({});
            setResult(null);
          }}
        />
        <ParameterFields skillName={name} values={values} onChange={setGiven} />
        {changesOriginal(name, values) && <p className="note bad">{t("skill.changesOriginal")}</p>}
      </Form>
      <Steps
        steps={
          result?.steps.map((step) => ({
            ...step,
            state: step.succeeded ? ("done" as const) : ("failed" as const),
          })) ??
          (skill?.steps ?? []).map((step) => ({
            name: step,
            errorMessage: null,
            state: submission.busy ? ("running" as const) : ("waiting" as const),
          }))
        }
      />
    </Dialog>
  );
}

async function runOnAll(ids: string[], skillName: string, values: Parameters): Promise<void> {
  let failed = 0;
  let reason: string | null = null;
  const done = await inPortions(t("skill.running", { name: skillName }), ids, AT_ONCE, async (portion) => {
    const results = await Promise.allSettled(portion.map((id) => runSkill(id, skillName, values)));
    for (const result of results) {
      if (result.status === "fulfilled" && result.value.succeeded) continue;
      failed++;
      reason ??=
        result.status === "rejected"
          ? sentenceOf(result.reason)
          : (result.value.steps.find(({ errorMessage }) => errorMessage)?.errorMessage ?? null);
    }
  });
  toast(t("skill.ranOn", { n: done - failed }));
  if (failed > 0) toast(t("skill.failedOn", { n: failed, reason: reason ?? "" }), { tone: "bad" });
}

export interface StepLine {
  name: string;
  state: "waiting" | "running" | "done" | "failed";
  errorMessage: string | null;
  /** Shown at the end of the line. */
  time?: string;
}

export function Steps({ steps }: { steps: StepLine[] }) {
  return (
    <ol className="steps">
      {steps.map(({ name, state, errorMessage, time }) => (
        <li key={name} className={state}>
          <span className="step-mark">
            {state === "done" && <Icon name="check" />}
            {state === "failed" && <Icon name="close" />}
          </span>
          <span>
            {name}
            <span className="visually-hidden"> {t(`step.${state}`)}</span>
            {errorMessage && <small className="bad">{errorMessage}</small>}
          </span>
          {time && <span className="figure muted">{time}</span>}
        </li>
      ))}
    </ol>
  );
}
