/** One storage: type, preset, the few fields it needs, a test, then save. */
import { useState } from "react";
import {
  changeStorage,
  createStorage,
  type Storage,
  type StorageInput,
  type StorageTest,
  testStorage,
} from "../api/storages.ts";
import { Button } from "../parts/button.tsx";
import { FailureNote } from "../parts/failure.tsx";
import { SelectField, Switch, TextField } from "../parts/form.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { Steps } from "../running/run-dialog.tsx";
import { invalidate } from "../state/query.ts";
import { t } from "../words/words.ts";
import {
  configurationOf,
  initialValues,
  MADE_TYPES,
  S3_PRESETS,
  type StorageField,
  storageType,
  type Values,
} from "./types.ts";

type Outcome = { test: StorageTest } | { failure: unknown } | "testing" | null;

export function StorageDialog({ storage, onClose }: { storage: Storage | null; onClose: () => void }) {
  const [providerType, setType] = useState(storage?.providerType ?? MADE_TYPES[0] ?? "");
  const type = storageType(providerType);
  const [name, setName] = useState(storage?.name ?? "");
  const [displayName, setDisplayName] = useState(storage?.displayName ?? "");
  const [isEnabled, setEnabled] = useState(storage?.isEnabled ?? true);
  const [values, setValues] = useState<Values>(() =>
    type ? initialValues(type, storage?.configurationSummary ?? null) : {},
  );
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const [outcome, setOutcome] = useState<Outcome>(null);
  if (type === undefined) return null;

  const typedSecrets = Object.entries(secrets).filter(([, value]) => value !== "");
  const input: StorageInput = {
    name,
    displayName: displayName.trim() || null,
    isEnabled,
    configuration: configurationOf(values, providerType),
    ...(storage === null ? { providerType } : {}),
    ...(typedSecrets.length > 0 ? { secretConfiguration: Object.fromEntries(typedSecrets) } : {}),
  };
  async function save() {
    if (storage === null) await createStorage(input);
    else await changeStorage(storage.id, input);
    invalidate("storages");
  }
  async function test() {
    setOutcome("testing");
    try {
      setOutcome({ test: await testStorage(storage?.id ?? null, { ...input, providerType }) });
    } catch (failure) {
      setOutcome({ failure });
    }
  }
  function chooseType(next: string) {
    setType(next);
    const chosen = storageType(next);
    if (chosen) setValues(initialValues(chosen, null));
    setSecrets({});
    setOutcome(null);
  }
  /** A preset fills what is empty and what another preset wrote. */
  function applyPreset(preset: Values) {
    const presetValues = S3_PRESETS.map((each) => each.values);
    setValues((now) =>
      Object.fromEntries(
        Object.entries(now).map(([field, value]) => {
          const own =
            value !== "" && typeof value === "string" && !presetValues.some((each) => each[field] === value);
          const isInitial = type?.fields.find((each) => each.name === field)?.initial === value;
          return [field, own && !isInitial ? value : (preset[field] ?? value)];
        }),
      ),
    );
  }
  return (
    <FormDialog
      wide
      title={storage ? (storage.displayName ?? storage.name) : t("storage.add")}
      does={t("save")}
      onSubmit={save}
      onClose={onClose}
      extra={
        <Button icon="play" busy={outcome === "testing"} onClick={() => void test()}>
          {t("test")}
        </Button>
      }
    >
      {storage === null && (
        <SelectField
          label={t("fact.type")}
          hint={t(type.hint)}
          value={providerType}
          options={MADE_TYPES.map((each) => [each, t(storageType(each)?.label ?? "storage.s3")] as const)}
          onChange={chooseType}
        />
      )}
      {storage === null && providerType === "s3-compatible" && (
        <div className="presets" role="group" aria-label={t("presets")}>
          {S3_PRESETS.map((preset) => (
            <button
              key={preset.name}
              type="button"
              className="button plain"
              onClick={() => applyPreset(preset.values)}
            >
              {preset.name}
            </button>
          ))}
        </div>
      )}
      <div className="form columns">
        <TextField label={t("fact.name")} required maxLength={128} value={name} onChange={setName} />
        <TextField
          label={t("storage.displayName")}
          maxLength={256}
          placeholder={t("optional")}
          value={displayName}
          onChange={setDisplayName}
        />
        {type.fields.map((field) => (
          <ConfigurationField
            key={field.name}
            field={field}
            value={values[field.name] ?? ""}
            retype={
              storage !== null && field.from === undefined ? storage.configurationSummary.endpointHost : null
            }
            onChange={(value) => setValues((now) => ({ ...now, [field.name]: value }))}
          />
        ))}
        {type.secrets.map((secret) => (
          <TextField
            key={secret.name}
            label={t(secret.label)}
            hint={storage ? t("secret.keepHidden") : undefined}
            type="password"
            autoComplete="off"
            required={secret.required && storage === null}
            value={secrets[secret.name] ?? ""}
            onChange={(value) => setSecrets((now) => ({ ...now, [secret.name]: value }))}
          />
        ))}
      </div>
      <Switch
        label={t("storage.enabled")}
        hint={storage?.isDefault ? t("storage.defaultStaysEnabled") : undefined}
        checked={isEnabled}
        disabled={storage?.isDefault}
        onChange={setEnabled}
      />
      {outcome !== null && outcome !== "testing" && <TestOutcome outcome={outcome} />}
    </FormDialog>
  );
}

interface FieldProps {
  field: StorageField;
  value: string | boolean;
  /** What is known of a value that has to be typed again. */
  retype: string | null;
  onChange: (value: string | boolean) => void;
}

function ConfigurationField({ field, value, retype, onChange }: FieldProps) {
  const { label, kind, required, placeholder, hint } = field;
  if (kind === "switch") return <Switch label={t(label)} checked={value === true} onChange={onChange} />;
  if (kind === "visibility") {
    return (
      <SelectField
        label={t(label)}
        value={String(value)}
        options={[
          ["public-only", t("storage.publicOnly")],
          ["private-token", t("storage.privateToken")],
        ]}
        onChange={onChange}
      />
    );
  }
  return (
    <TextField
      label={t(label)}
      hint={retype ? t("storage.retype", { host: retype }) : hint && t(hint)}
      type={kind}
      required={required}
      placeholder={placeholder}
      value={String(value)}
      onChange={onChange}
    />
  );
}

function TestOutcome({ outcome }: { outcome: { test: StorageTest } | { failure: unknown } }) {
  if ("failure" in outcome) return <FailureNote failure={outcome.failure} />;
  const { succeeded, steps } = outcome.test;
  return (
    <div className={succeeded ? "note good" : "note bad"} role="status">
      <p>
        <strong>{t(succeeded ? "test.works" : "test.fails")}</strong>
      </p>
      <Steps
        steps={steps.map(({ step, succeeded: done, errorMessage, milliseconds }) => ({
          name: step,
          state: done ? "done" : "failed",
          errorMessage,
          time: `${milliseconds} ms`,
        }))}
      />
    </div>
  );
}
