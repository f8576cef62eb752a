/** Who did what, newest first. */
import { useEffect, useState } from "react";
import { type Deed, readDeeds } from "../api/people.ts";
import { Button, IconButton } from "../parts/button.tsx";
import { copyText } from "../parts/copy.ts";
import { FailureState } from "../parts/failure.tsx";
import { SelectField, TextField } from "../parts/form.tsx";
import { Page } from "../parts/page.tsx";
import { EmptyState, SkeletonRows } from "../parts/state.tsx";
import { setQuery, usePlace } from "../routing/location.ts";
import { dateTime, t } from "../words/words.ts";

const FILTERS = ["outcome", "operation", "target"] as const;
const PAGE = "50";

interface Found {
  items: Deed[];
  nextCursor: string | null;
}

export default function AuditPage() {
  const { query } = usePlace();
  const wanted = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ""]));
  const key = JSON.stringify(wanted);
  const [found, setFound] = useState<Found | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  async function load(cursor: string, before: Deed[]) {
    setBusy(true);
    setFailure(null);
    try {
      const page = await readDeeds({ ...wanted, pageSize: PAGE, cursor });
      setFound({ items: [...before, ...page.items], nextCursor: page.nextCursor });
    } catch (thrown) {
      setFailure(thrown);
    }
    setBusy(false);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` says all that `load` reads
  useEffect(() => {
    setFound(null);
    void load("", []);
  }, [key]);

  return (
    <Page title={t("nav.audit")}>
      <div className="audit-filters">
        <SelectField
          label={t("audit.outcome")}
          value={wanted.outcome ?? ""}
          options={[
            ["", t("audit.any")],
            ["success", t("audit.success")],
            ["refused", t("audit.refused")],
            ["failed", t("audit.failed")],
          ]}
          onChange={(outcome) => setQuery({ outcome })}
        />
        <TextField
          label={t("audit.operation")}
          placeholder="uploadAsset"
          value={wanted.operation ?? ""}
          onChange={(operation) => setQuery({ operation })}
        />
        <TextField
          label={t("audit.target")}
          placeholder="ID"
          value={wanted.target ?? ""}
          onChange={(target) => setQuery({ target })}
        />
      </div>
      {failure !== null && <FailureState failure={failure} retry={() => void load("", [])} />}
      {found === null && failure === null && <SkeletonRows />}
      {found?.items.length === 0 && <EmptyState icon="audit" title={t("library.noMatch")} />}
      {found && found.items.length > 0 && (
        <ol className="list audit">
          {found.items.map((deed) => (
            <DeedRow key={deed.id} deed={deed} />
          ))}
        </ol>
      )}
      {found?.nextCursor && (
        <div className="more">
          <Button busy={busy} onClick={() => void load(found.nextCursor ?? "", found.items)}>
            {t("audit.more")}
          </Button>
        </div>
      )}
    </Page>
  );
}

function DeedRow({ deed }: { deed: Deed }) {
  const { atUtc, actor, operation, target, outcome, errorCode, address, traceId } = deed;
  return (
    <li className="list-row">
      <div className="list-text">
        <strong>
          {actor.name ?? actor.id ?? t("audit.nobody")} <code>{operation}</code>{" "}
          {outcome !== "success" && (
            <span className={outcome === "failed" ? "tag bad" : "tag amber"}>
              {t(`audit.${outcome}`)}
              {errorCode && `: ${errorCode}`}
            </span>
          )}
        </strong>
        <small className="muted">
          {dateTime(atUtc)}
          {address && ` · ${address}`}
          {target && (
            <>
              {" · "}
              <code>{target}</code>
            </>
          )}
        </small>
      </div>
      <div className="actions">
        <IconButton icon="copy" label={t("audit.copyTrace")} onClick={() => void copyText(traceId)} />
      </div>
    </li>
  );
}
