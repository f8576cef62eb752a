/** Which models write captions, alt texts and tags. */
import { useState } from "react";
import { changeModel, type Model, readModels, removeModel } from "../api/models.ts";
import { Button } from "../parts/button.tsx";
import { ask } from "../parts/confirm.tsx";
import { FailureState } from "../parts/failure.tsx";
import { Icon } from "../parts/icon.tsx";
import { Page } from "../parts/page.tsx";
import { EmptyState, SkeletonRows } from "../parts/state.tsx";
import { toast } from "../parts/toast.tsx";
import { sentenceOf } from "../session/failure.ts";
import { may } from "../session/session.ts";
import { invalidate, useQuery } from "../state/query.ts";
import { ago, t } from "../words/words.ts";
import { ModelDialog } from "./model-dialog.tsx";

export default function ModelsPage() {
  const { data, error, reload } = useQuery("models", readModels);
  const [open, setOpen] = useState<Model | "new" | null>(null);
  const add = may("aiProviders.create") && (
    <Button look="primary" icon="plus" onClick={() => setOpen("new")}>
      {t("models.add")}
    </Button>
  );
  const isReadOnly = !may("aiProviders.create") && !may("aiProviders.update") && !may("aiProviders.delete");
  return (
    <Page title={t("nav.models")} actions={data && data.length > 0 && add}>
      {isReadOnly && <p className="note">{t("readOnly")}</p>}
      {data && data.length > 0 && (
        <ul className="list">
          {data.map((model) => (
            <ModelRow key={model.id} model={model} onEdit={() => setOpen(model)} />
          ))}
        </ul>
      )}
      {data && data.length > 0 && !data.some(({ isActive }) => isActive) && (
        <p className="note bad">{t("models.noneActive")}</p>
      )}
      {data?.length === 0 && (
        <EmptyState icon="spark" title={t("models.none")} action={add}>
          {t("models.noneText")}
        </EmptyState>
      )}
      {!data && (error ? <FailureState failure={error} retry={() => void reload()} /> : <SkeletonRows />)}
      {open && (
        <ModelDialog
          model={open === "new" ? null : open}
          activeByDefault={!data?.some(({ isActive }) => isActive)}
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  );
}

function ModelRow({ model, onEdit }: { model: Model; onEdit: () => void }) {
  const { id, name, modelName, apiBaseUrl, isActive, updatedAtUtc } = model;
  async function act(work: () => Promise<unknown>) {
    try {
      await work();
      invalidate("models");
    } catch (thrown) {
      toast(sentenceOf(thrown), { tone: "bad" });
    }
  }
  async function destroy() {
    const question = {
      title: t("models.remove"),
      text: t(isActive ? "models.removeActive" : "models.removeText", { name }),
      does: t("delete"),
      danger: true,
    };
    if ((await ask(question)) !== null) await act(() => removeModel(id));
  }
  return (
    <li className="list-row">
      <Icon name="spark" />
      <div className="list-text">
        <strong>
          {name} {isActive && <span className="tag amber">{t("models.active")}</span>}
        </strong>
        <small className="muted">
          <code>{modelName}</code> · {hostOf(apiBaseUrl)} · {ago(updatedAtUtc)}
        </small>
      </div>
      <div className="actions">
        {may("aiProviders.update") && (
          <>
            <Button look="quiet" onClick={() => void act(() => changeModel(id, { isActive: !isActive }))}>
              {t(isActive ? "models.deactivate" : "models.activate")}
            </Button>
            <Button look="quiet" onClick={onEdit}>
              {t("edit")}
            </Button>
          </>
        )}
        {may("aiProviders.delete") && (
          <Button look="quiet" onClick={() => void destroy()}>
            {t("delete")}
          </Button>
        )}
      </div>
    </li>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
