/** The graph as it stands, tried on a picture: every step's outcome, and nothing stored. */
import { useState } from "react";
import { listItems } from "../api/library.ts";
import { type DryRun, dryRun } from "../api/skills.ts";
import { nameOf } from "../library/item.ts";
import { Button } from "../parts/button.tsx";
import { Form, SelectField, useSubmission } from "../parts/form.tsx";
import { Steps } from "../running/run-dialog.tsx";
import { useQuery } from "../state/query.ts";
import { bytes, t } from "../words/words.ts";

function madeBy({ derivatives, result }: DryRun["skills"][number]["steps"][number]): string {
  const pictures = derivatives.map(
    ({ kind, width, height, size }) => `${kind} ${width}×${height} · ${bytes(size)}`,
  );
  return [...pictures, result?.payloadJson].filter(Boolean).join("\n");
}

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
        // biome-ignore lint/suspicious/noArrayIndexKey: the place in the order is what tells two equal skills apart
        <div key={index}>
          <h3>
            {index + 1}. {skillName}
          </h3>
          <Steps
            steps={steps.map((step) => ({
              name: step.name,
              state: step.succeeded ? "done" : "failed",
              errorMessage: step.errorMessage,
              note: madeBy(step),
            }))}
          />
        </div>
      ))}
    </section>
  );
}
