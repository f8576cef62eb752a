/** What holds for the files that are added next; this browser remembers the switches. */
import { SelectField, Switch, TextArea, TextField } from "../parts/form.tsx";
import { may } from "../session/session.ts";
import { recall, remember } from "../state/browser-storage.ts";
import { createStore, useStore } from "../state/store.ts";
import { t } from "../words/words.ts";
import { type Options, USUAL_OPTIONS } from "./entry.ts";
import { useTargets } from "./targets.ts";

export const options = createStore<Options>({ ...USUAL_OPTIONS, ...remembered() });

function remembered(): Partial<Options> {
  const isPublic = recall("upload-public");
  const runEnrichment = recall("upload-enrich");
  return {
    ...(isPublic === null ? {} : { isPublic: isPublic === "true" }),
    ...(runEnrichment === null ? {} : { runEnrichment: runEnrichment === "true" }),
  };
}

const MAX_TEXT = 1000;

export function BatchOptions() {
  const now = useStore(options);
  const targets = useTargets();
  const change = (changes: Partial<Options>) => options.set((before) => ({ ...before, ...changes }));
  const target = targets.find(({ id }) => id === now.storageProviderProfileId);
  return (
    <details className="batch-options">
      <summary>
        {t("upload.options")}
        <span className="muted">
          {t(now.isPublic ? "public" : "private")}
          {target && ` · ${target.label}`}
          {` · ${t(now.runEnrichment ? "upload.enriched" : "upload.plain")}`}
        </span>
      </summary>
      <div className="form columns">
        <Switch
          label={t("upload.public")}
          hint={t("upload.publicHint")}
          checked={now.isPublic}
          onChange={(isPublic) => {
            remember("upload-public", String(isPublic));
            change({ isPublic });
          }}
        />
        <Switch
          label={t("upload.enrich")}
          hint={t("upload.enrichHint")}
          checked={now.runEnrichment}
          onChange={(runEnrichment) => {
            remember("upload-enrich", String(runEnrichment));
            change({ runEnrichment });
          }}
        />
        {may("providers.read") && targets.length > 0 && (
          <SelectField
            label={t("upload.target")}
            value={now.storageProviderProfileId}
            options={[
              ["", t("upload.defaultTarget")],
              ...targets.map(({ id, label }) => [id, label] as const),
            ]}
            onChange={(storageProviderProfileId) => change({ storageProviderProfileId })}
          />
        )}
        {target?.takesCommits && (
          <TextField
            label={t("commitMessage")}
            value={now.commitMessage}
            onChange={(commitMessage) => change({ commitMessage })}
          />
        )}
        <TextArea
          label={t("fact.description")}
          hint={t("upload.descriptionHint")}
          value={now.description}
          maxLength={MAX_TEXT}
          rows={2}
          onChange={(description) => change({ description })}
        />
        <TextArea
          label={t("fact.altText")}
          hint={t("upload.altTextHint")}
          value={now.altText}
          maxLength={MAX_TEXT}
          rows={2}
          onChange={(altText) => change({ altText })}
        />
      </div>
    </details>
  );
}
