/** Where pictures are kept. */
import { useState } from "react";
import { makeDefault, readStorages, removeStorage, type Storage } from "../api/storages.ts";
import { Button } from "../parts/button.tsx";
import { ask } from "../parts/confirm.tsx";
import { FailureState } from "../parts/failure.tsx";
import { Icon } from "../parts/icon.tsx";
import { Page } from "../parts/page.tsx";
import { SkeletonRows } from "../parts/state.tsx";
import { toast } from "../parts/toast.tsx";
import { sentenceOf } from "../session/failure.ts";
import { may } from "../session/session.ts";
import { invalidate, useQuery } from "../state/query.ts";
import { ago, isWord, t } from "../words/words.ts";
import { Migrations } from "./migrations.tsx";
import { Repository } from "./repository.tsx";
import { StorageDialog } from "./storage-dialog.tsx";
import { storageType } from "./types.ts";

export default function StoresPage() {
  const { data, error, reload } = useQuery("storages", readStorages);
  const [open, setOpen] = useState<Storage | "new" | null>(null);
  const [browsing, setBrowsing] = useState<Storage | null>(null);
  return (
    <Page
      title={t("nav.storage")}
      actions={
        may("providers.create") && (
          <Button look="primary" icon="plus" onClick={() => setOpen("new")}>
            {t("storage.add")}
          </Button>
        )
      }
    >
      {data && (
        <>
          <Alignment
            code={data.alignment.code}
            name={data.defaultProfile?.displayName ?? data.defaultProfile?.name}
          />
          <ul className="list">
            {data.profiles.map((storage) => (
              <StorageRow
                key={storage.id}
                storage={storage}
                onEdit={() => setOpen(storage)}
                onBrowse={() => setBrowsing(storage)}
              />
            ))}
          </ul>
          <Migrations storages={data.profiles} />
        </>
      )}
      {!data && (error ? <FailureState failure={error} retry={() => void reload()} /> : <SkeletonRows />)}
      {open && <StorageDialog storage={open === "new" ? null : open} onClose={() => setOpen(null)} />}
      {browsing && <Repository storage={browsing} onClose={() => setBrowsing(null)} />}
    </Page>
  );
}

function Alignment({ code, name = "" }: { code: string; name?: string }) {
  const word = `alignment.${code}`;
  const isFine = code === "runtime_matches_db_default_provider_type";
  return <p className={isFine ? "note" : "note bad"}>{isWord(word) ? t(word, { name }) : code}</p>;
}

interface RowProps {
  storage: Storage;
  onEdit: () => void;
  onBrowse: () => void;
}

function StorageRow({ storage, onEdit, onBrowse }: RowProps) {
  const { id, name, displayName, providerType, isEnabled, isDefault, updatedAtUtc } = storage;
  const shown = displayName ?? name;
  const type = storageType(providerType);
  async function act(work: () => Promise<unknown>) {
    try {
      await work();
      invalidate("storages");
    } catch (thrown) {
      toast(sentenceOf(thrown), { tone: "bad" });
    }
  }
  async function choose() {
    const { recommendedForPrimaryStorage } = storage.capabilities;
    const question = {
      title: t("storage.makeDefault"),
      text: t(recommendedForPrimaryStorage ? "storage.makeDefaultText" : "storage.notRecommended", {
        name: shown,
      }),
      does: t("storage.makeDefault"),
    };
    if ((await ask(question)) !== null) await act(() => makeDefault(id));
  }
  async function destroy() {
    const question = {
      title: t("storage.remove"),
      text: t("storage.removeText", { name: shown }),
      does: t("storage.remove"),
      danger: true,
    };
    if ((await ask(question)) === null) return;
    await act(async () => {
      const { status } = await removeStorage(id);
      toast(t(status === "disabled" ? "storage.onlyDisabled" : "storage.removed", { name: shown }));
    });
  }
  return (
    <li className={isEnabled ? "list-row" : "list-row faded"}>
      <Icon name="storage" />
      <div className="list-text">
        <strong>
          {shown} {isDefault && <span className="tag amber">{t("storage.default")}</span>}{" "}
          {!isEnabled && <span className="tag bad">{t("storage.disabled")}</span>}{" "}
          {providerType === "r2" && <span className="tag">{t("storage.builtIn")}</span>}
        </strong>
        <small className="muted">
          {type ? t(type.label) : providerType} · {summaryOf(storage)} · {ago(updatedAtUtc)}
        </small>
        <Capabilities storage={storage} />
      </div>
      <div className="actions">
        {providerType === "github-repo" && isEnabled && (
          <Button look="quiet" icon="folder" onClick={onBrowse}>
            {t("storage.browse")}
          </Button>
        )}
        {may("settings.update") && isEnabled && !isDefault && (
          <Button look="quiet" onClick={() => void choose()}>
            {t("storage.makeDefault")}
          </Button>
        )}
        {may("providers.update") && (
          <Button
            look="quiet"
            disabled={!type}
            title={type ? undefined : t("storage.unknownType")}
            onClick={onEdit}
          >
            {t("edit")}
          </Button>
        )}
        {may("providers.delete") && (
          <Button look="quiet" onClick={() => void destroy()}>
            {t("delete")}
          </Button>
        )}
      </div>
    </li>
  );
}

/** What people should know before they choose it. */
function Capabilities({ storage: { capabilities } }: { storage: Storage }) {
  const notes = [
    capabilities.supportsDirectPublicUrl && t("capability.direct"),
    capabilities.requiresAccessProxy && t("capability.proxied"),
    !capabilities.supportsVisibilityToggle && t("capability.noToggle"),
    !capabilities.recommendedForPrimaryStorage && t("capability.notPrimary"),
    capabilities.isExperimental && t("capability.experimental"),
  ].filter((note) => note !== false);
  return (
    <div className="capabilities">
      {notes.map((note) => (
        <span key={note} className="tag">
          {note}
        </span>
      ))}
    </div>
  );
}

function summaryOf({ configurationSummary: summary }: Storage): string {
  const { endpointHost, bucketOrContainer, owner, repository, reference, pathPrefix, rootPath } = summary;
  const place = repository ? `${owner}/${repository}@${reference}` : bucketOrContainer;
  return [endpointHost, place, pathPrefix ?? rootPath].filter(Boolean).join(" · ");
}
