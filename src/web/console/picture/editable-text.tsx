/** A text that becomes a field when one wants to change it. */
import { useRef, useState } from "react";
import type { Changes } from "../api/library.ts";
import { Button, IconButton } from "../parts/button.tsx";
import { Form, TextArea, TextField, useSubmission } from "../parts/form.tsx";
import { t } from "../words/words.ts";

/** The API takes no longer ones. */
const MAX_TEXT_LENGTH = 1000;
const MAX_NAME_LENGTH = 512;

interface Props {
  field: "description" | "altText" | "originalFileName";
  label: string;
  value: string | null;
  /** Shown, and marked as a model's, while there is no value. */
  suggestion?: string | null;
  canEdit: boolean;
  single?: boolean;
  onSave: (changes: Changes) => Promise<void>;
}

export function EditableText({ field, label, value, suggestion, canEdit, single = false, onSave }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const box = useRef<HTMLElement>(null);
  const submission = useSubmission(async () => {
    const next = draft?.trim() ? draft.trim() : null;
    if (next !== value) await onSave({ [field]: next });
    close();
  });
  function close() {
    setDraft(null);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>("button")?.focus());
  }
  function edit() {
    setDraft(value ?? suggestion ?? "");
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>("input, textarea")?.focus());
  }
  if (draft === null) {
    const shown = value ?? suggestion;
    return (
      <section className="editable" ref={box}>
        <div>
          <h2>{label}</h2>
          {shown ? (
            <p>
              {shown} {value === null && <span className="tag">{t("byModel")}</span>}
            </p>
          ) : (
            <p className="muted">{t("nothingYet")}</p>
          )}
        </div>
        {canEdit && <IconButton icon="edit" label={t("editField", { name: label })} onClick={edit} />}
      </section>
    );
  }
  return (
    <section
      className="editable"
      ref={box}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
        else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submission.submit(event);
      }}
    >
      <Form submission={submission}>
        {single ? (
          <TextField label={label} value={draft} maxLength={MAX_NAME_LENGTH} onChange={setDraft} />
        ) : (
          <TextArea label={label} value={draft} maxLength={MAX_TEXT_LENGTH} onChange={setDraft} />
        )}
        <div className="actions">
          <Button type="submit" look="primary" busy={submission.busy}>
            {t("save")}
          </Button>
          <Button onClick={close}>{t("cancel")}</Button>
        </div>
      </Form>
    </section>
  );
}
