/** One AI provider: filled in, tested as it stands, saved. */
import { useState } from "react";
import {
  changeModel,
  createModel,
  type Model,
  type ModelInput,
  type ModelTest,
  testModel,
} from "../api/models.ts";
import { Button } from "../parts/button.tsx";
import { FailureNote } from "../parts/failure.tsx";
import { Switch, TextArea, TextField } from "../parts/form.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { may } from "../session/session.ts";
import { invalidate } from "../state/query.ts";
import { t } from "../words/words.ts";
import { PRESETS } from "./presets.ts";

interface Props {
  model: Model | null;
  activeByDefault: boolean;
  onClose: () => void;
}

type Outcome = { test: ModelTest } | { failure: unknown } | "testing" | null;

export function ModelDialog({ model, activeByDefault, onClose }: Props) {
  const [name, setName] = useState(model?.name ?? "");
  const [apiBaseUrl, setUrl] = useState(model?.apiBaseUrl ?? "");
  const [apiKey, setKey] = useState("");
  const [modelName, setModelName] = useState(model?.modelName ?? "");
  const [prompt, setPrompt] = useState(model?.defaultSystemPrompt ?? "");
  const [isActive, setActive] = useState(model?.isActive ?? activeByDefault);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const input: ModelInput = {
    name,
    apiBaseUrl,
    modelName,
    defaultSystemPrompt: prompt.trim() || null,
    isActive,
    ...(apiKey === "" ? {} : { apiKey }),
  };
  async function save() {
    if (model === null) await createModel(input);
    else await changeModel(model.id, input);
    invalidate("models");
  }
  async function test() {
    setOutcome("testing");
    try {
      setOutcome({ test: await testModel({ ...input, ...(model ? { profileId: model.id } : {}) }) });
    } catch (failure) {
      setOutcome({ failure });
    }
  }
  return (
    <FormDialog
      wide
      title={model?.name ?? t("models.add")}
      does={t("save")}
      onSubmit={save}
      onClose={onClose}
      extra={
        may("aiProviders.update") && (
          <Button
            icon="play"
            busy={outcome === "testing"}
            disabled={!apiBaseUrl || !modelName || (model === null && !apiKey)}
            onClick={() => void test()}
          >
            {t("test")}
          </Button>
        )
      }
    >
      {model === null && (
        <div className="presets" role="group" aria-label={t("presets")}>
          {PRESETS.map((preset) => (
            <button
              key={preset.name}
              type="button"
              className="button plain"
              onClick={() => {
                setName((now) => now || preset.name);
                setUrl(preset.apiBaseUrl);
                setModelName(preset.modelName);
              }}
            >
              {preset.name}
            </button>
          ))}
        </div>
      )}
      <div className="form columns">
        <TextField label={t("fact.name")} required maxLength={128} value={name} onChange={setName} />
        <TextField
          label={t("models.model")}
          required
          maxLength={256}
          value={modelName}
          onChange={setModelName}
        />
      </div>
      <TextField
        label={t("models.url")}
        hint={t("models.urlHint")}
        type="url"
        required
        maxLength={512}
        placeholder="https://…/v1"
        value={apiBaseUrl}
        onChange={setUrl}
      />
      <TextField
        label={t("models.key")}
        hint={model ? t("secret.keep", { mask: model.apiKey }) : undefined}
        type="password"
        autoComplete="off"
        required={model === null}
        value={apiKey}
        onChange={setKey}
      />
      <TextArea
        label={t("models.prompt")}
        hint={t("models.promptHint")}
        value={prompt}
        onChange={setPrompt}
      />
      <Switch
        label={t("models.useIt")}
        hint={t("models.useItHint")}
        checked={isActive}
        onChange={setActive}
      />
      {outcome !== null && outcome !== "testing" && <TestOutcome outcome={outcome} />}
    </FormDialog>
  );
}

function TestOutcome({ outcome }: { outcome: { test: ModelTest } | { failure: unknown } }) {
  if ("failure" in outcome) return <FailureNote failure={outcome.failure} />;
  const { succeeded, caption, resolvedModelName, resolvedApiBaseUrl, errorMessage } = outcome.test;
  return (
    <div className={succeeded ? "note good" : "note bad"} role="status">
      <p>
        <strong>{t(succeeded ? "test.works" : "test.fails")}</strong>
      </p>
      <p>{succeeded ? `“${caption ?? ""}”` : errorMessage}</p>
      <p className="muted">
        <code>
          {resolvedModelName} · {resolvedApiBaseUrl}
        </code>
      </p>
    </div>
  );
}
