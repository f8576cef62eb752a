/** The graph as it stands, tried on a picture: every step's outcome, and nothing stored. */
import { useState } from "react";
import { listItems } from "../api/library.ts";
import { dryRun, type DryRun } from "../api/skills.ts";
import { nameOf } from "../library/item.ts";
import { Button } from "../parts/button.tsx";
import { Form, SelectField, useSubmission } from "../parts/form.tsx";
import { Steps } from "../running/run-dialog.tsx";
import { useQuery } from "../state/query.ts";
import { t } from "../words/words.ts";

export function TryOut({ graphJson }: { graphJson: string }) {
  const { data } = useQuery("newest", () => listItems({ pageSize: "20" }));
  const [chosen, setChosen] = useState("");
  const [result, setResult] = useState<DryRun | null>(null);
  const items = data?.items ?? [];
  const assetId = items.find(({ id }) => id === chosen)?.id ?? items[0]?.id;
  const submission = useSubmission(async () => {
    setResult(null);
    if (assetId) setResult(await dryRun(graphJson, assetId));
  });
  if (assetId === undefined) return null;
  return (
    <section className="block">
      <h2>{t("tryOut")}</h2>
      <p className="muted">{t("tryOut.text")}</p>
      <Form submission={submission}>
        <div className="run-workflow">
          <SelectField
            label={t("picture.title")}
            value={assetId}
            options={items.map((item) => [item.id, nameOf(item)] as const)}
            onChange={setChosen}
          />
          <Button type="submit" icon="play" busy={submission.busy}>
            {t("tryOut.run")}
          </Button>
        </div>
      </Form>
      {result?.skills.map(({ skillName, steps }, index) => (
        <div key={`${index}-${skillName}`}>
          <h3>
            {index + 1}. {skillName}
          </h3>
          <Steps
            steps={steps.map(({ name, succeeded, errorMessage, summary }) => ({
              name: summary ? `${name}: ${summary}` : name,
              state: succeeded ? "done" : "failed",
              errorMessage,
            }))}
          />
        </div>
      ))}
    </section>
  );
}
