/** Moving pictures from one storage to another, with progress; it goes on when the page is left. */
import { useState } from "react";
import { type Migration, readMigrations, type Storage, startMigration } from "../api/storages.ts";
import { Button } from "../parts/button.tsx";
import { FailureNote } from "../parts/failure.tsx";
import { SelectField } from "../parts/form.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { Failure } from "../session/failure.ts";
import { may } from "../session/session.ts";
import { invalidate, useQuery } from "../state/query.ts";
import { ago, bytes, number, t } from "../words/words.ts";

const POLL_MILLISECONDS = 2000;

function isRunning({ status }: Migration): boolean {
  return status === "queued" || status === "running";
}

export function Migrations({ storages }: { storages: Storage[] }) {
  const [running, setRunning] = useState(false);
  const { data, error } = useQuery("migrations", readMigrations, {
    every: running ? POLL_MILLISECONDS : null,
  });
  const [open, setOpen] = useState(false);
  const isNow = data?.some(isRunning) ?? false;
  if (isNow !== running) setRunning(isNow);
  // An older API has none.
  if (error instanceof Failure && error.status === 404) return null;
  const canMove = may("providers.update") && storages.filter(({ isEnabled }) => isEnabled).length > 1;
  if (!canMove && !data?.length) return null;
  return (
    <section className="block">
      <div className="section-head">
        <h2>{t("migrations")}</h2>
        {canMove && <Button onClick={() => setOpen(true)}>{t("migrations.start")}</Button>}
      </div>
      {error !== undefined && <FailureNote failure={error} />}
      {data?.length === 0 && <p className="muted">{t("migrations.none")}</p>}
      <ul className="list">
        {data?.map((migration) => (
          <MigrationRow key={migration.id} migration={migration} storages={storages} />
        ))}
      </ul>
      {open && <StartDialog storages={storages} onClose={() => setOpen(false)} />}
    </section>
  );
}

function nameOf(storages: Storage[], id: string | null): string {
  const storage = storages.find((each) => each.id === id);
  return storage
    ? (storage.displayName ?? storage.name)
    : id === null
      ? t("storage.builtIn")
      : t("migrations.gone");
}

function MigrationRow({ migration, storages }: { migration: Migration; storages: Storage[] }) {
  const { fromProfileId, toProfileId, status, movedAssets, totalAssets, movedBytes, failedAssets } =
    migration;
  const done = (movedAssets + failedAssets) / Math.max(1, totalAssets);
  return (
    <li className="list-row">
      <div className="list-text">
        <strong>
          {nameOf(storages, fromProfileId)} → {nameOf(storages, toProfileId)}{" "}
          <span className={status === "failed" ? "tag bad" : status === "completed" ? "tag" : "tag amber"}>
            {t(`migrations.${status}`)}
          </span>
        </strong>
        <small className="muted">
          {number(movedAssets)} / {t("images", { n: totalAssets })} · {bytes(movedBytes)} ·{" "}
          {ago(migration.createdAtUtc)}
          {failedAssets > 0 && (
            <span className="bad"> · {t("migrations.failedAssets", { n: failedAssets })}</span>
          )}
        </small>
        {migration.errorMessage && <small className="bad">{migration.errorMessage}</small>}
        {isRunning(migration) && (
          <div className="progress">
            <div style={{ transform: `scaleX(${done})` }} />
          </div>
        )}
      </div>
    </li>
  );
}

function StartDialog({ storages, onClose }: { storages: Storage[]; onClose: () => void }) {
  const [from, setFrom] = useState(storages[0]?.id ?? "");
  const targets = storages.filter(({ id, isEnabled }) => isEnabled && id !== from);
  const [chosen, setTo] = useState("");
  const to = targets.find(({ id }) => id === chosen)?.id ?? targets[0]?.id ?? "";
  async function start() {
    await startMigration(from, to);
    invalidate("migrations");
  }
  const options = (all: Storage[]) =>
    all.map(({ id, name, displayName }) => [id, displayName ?? name] as const);
  return (
    <FormDialog
      title={t("migrations.start")}
      does={t("migrations.start")}
      disabled={!to}
      onSubmit={start}
      onClose={onClose}
    >
      <p>{t("migrations.text")}</p>
      <SelectField label={t("migrations.from")} value={from} options={options(storages)} onChange={setFrom} />
      <SelectField label={t("migrations.to")} value={to} options={options(targets)} onChange={setTo} />
    </FormDialog>
  );
}
