/** One picture: looked at, described, shared, worked on. */
import { useEffect, useState } from "react";
import { type Changes, change, type Detail, readDetail, remove } from "../api/library.ts";
import { formatName, nameOf, progressOf } from "../library/item.ts";
import { announceChange } from "../library/news.ts";
import { Button } from "../parts/button.tsx";
import { ask } from "../parts/confirm.tsx";
import { FailureState } from "../parts/failure.tsx";
import { Switch } from "../parts/form.tsx";
import { Icon } from "../parts/icon.tsx";
import { Page } from "../parts/page.tsx";
import { EmptyState, SkeletonRows } from "../parts/state.tsx";
import { toast } from "../parts/toast.tsx";
import { navigate } from "../routing/location.ts";
import { Failure, sentenceOf } from "../session/failure.ts";
import { may } from "../session/session.ts";
import { invalidate, replaceData, useQuery } from "../state/query.ts";
import { bytes, dateTime, t } from "../words/words.ts";
import { takesCommits } from "./commits.ts";
import { CopyLinks } from "./copy-links.tsx";
import { EditableText } from "./editable-text.tsx";
import { Renditions } from "./renditions.tsx";
import { Results } from "./results.tsx";
import { ShareLink } from "./share-link.tsx";
import { Work } from "./work.tsx";
import { Zoom } from "./zoom.tsx";

const POLL_MILLISECONDS = 5000;

export default function PicturePage({ params }: { params: Record<string, string> }) {
  const id = params.id ?? "";
  const key = `asset:${id}`;
  const [poll, setPoll] = useState(false);
  const { data, error, reload } = useQuery(key, () => readDetail(id), {
    every: poll ? POLL_MILLISECONDS : null,
  });
  const isWorkedOn = data !== undefined && progressOf(data) === "processing";
  useEffect(() => setPoll(isWorkedOn), [isWorkedOn]);

  if (error instanceof Failure && error.status === 404) {
    return (
      <Page title={t("notFound.title")}>
        <EmptyState
          icon="image"
          title={t("picture.gone")}
          action={
            <a className="button plain" href="/assets">
              {t("notFound.back")}
            </a>
          }
        >
          {t("picture.goneText")}
        </EmptyState>
      </Page>
    );
  }
  if (data === undefined) {
    return (
      <Page title={t("picture.title")}>
        {error ? <FailureState failure={error} retry={() => void reload()} /> : <PictureSkeleton />}
      </Page>
    );
  }
  return <Picture key={id} detail={data} reload={reload} />;
}

/** The picture, and what is known of it beside it. */
function PictureSkeleton() {
  return (
    <div className="skeleton-picture">
      <div className="skeleton" />
      <SkeletonRows rows={8} />
    </div>
  );
}

interface Props {
  detail: Detail;
  reload: () => Promise<void>;
}

function Picture({ detail, reload }: Props) {
  const { id, isPublic } = detail;
  const canEdit = may("assets.update");

  /** Saves, then offers the way back; says so when somebody else changed the same words meanwhile. */
  async function save(changes: Changes): Promise<void> {
    const now = await readDetail(id);
    const [field] = Object.keys(changes) as (keyof Changes)[];
    if (field && now[field] !== detail[field]) {
      replaceData(`asset:${id}`, now);
      const answer = await ask({
        title: t("conflict.title"),
        text: t("conflict.text", { value: String(now[field] ?? "–") }),
        does: t("conflict.overwrite"),
      });
      if (answer === null) return;
    }
    const before = Object.fromEntries(Object.keys(changes).map((name) => [name, now[name as keyof Changes]]));
    replaceData(`asset:${id}`, await change(id, changes));
    announceChange();
    toast(t("saved"), {
      action: {
        label: t("undo"),
        run: () =>
          void change(id, before).then(
            (after) => replaceData(`asset:${id}`, after),
            (thrown: unknown) => toast(sentenceOf(thrown), { tone: "bad" }),
          ),
      },
    });
  }

  async function destroy(): Promise<void> {
    const commits = await takesCommits(detail);
    const answer = await ask({
      title: t("remove.title", { n: 1 }),
      text: t("remove.text", { what: `“${nameOf(detail)}”` }),
      does: t("remove.does", { n: 1 }),
      danger: true,
      ...(commits ? { input: { label: t("commitMessage"), placeholder: t("optional") } } : {}),
    });
    if (answer === null) return;
    try {
      await remove(id, answer);
      announceChange();
      invalidate("usage");
      toast(t("bulk.deleted", { n: 1 }));
      navigate("/assets");
    } catch (thrown) {
      toast(sentenceOf(thrown), { tone: "bad" });
    }
  }

  return (
    <Page
      title={nameOf(detail)}
      actions={
        <>
          <a className="button quiet" href="/assets">
            <Icon name="left" /> {t("nav.library")}
          </a>
          {may("assets.delete") && (
            <Button look="danger" icon="trash" onClick={() => void destroy()}>
              {t("delete")}
            </Button>
          )}
        </>
      }
    >
      <div className="picture">
        <Zoom detail={detail} />
        <div className="picture-side">
          <EditableText
            field="originalFileName"
            label={t("fact.name")}
            value={detail.originalFileName}
            canEdit={canEdit}
            onSave={save}
            single
          />
          <EditableText
            field="altText"
            label={t("fact.altText")}
            value={detail.altText}
            suggestion={captionOf(detail)}
            canEdit={canEdit}
            onSave={save}
          />
          <EditableText
            field="description"
            label={t("fact.description")}
            value={detail.description}
            suggestion={captionOf(detail)}
            canEdit={canEdit}
            onSave={save}
          />
          <section className="panel">
            <Switch
              label={t(isPublic ? "picture.isPublic" : "picture.isPrivate")}
              hint={t(isPublic ? "picture.publicHint" : "picture.privateHint")}
              checked={isPublic}
              disabled={!canEdit}
              onChange={(next) =>
                void save({ isPublic: next }).catch((thrown: unknown) =>
                  toast(sentenceOf(thrown), { tone: "bad" }),
                )
              }
            />
            {detail.publicUrl ? <CopyLinks detail={detail} /> : <ShareLink id={id} />}
          </section>
          <Facts detail={detail} />
          <Renditions detail={detail} />
        </div>
        <div className="picture-work">
          <Results detail={detail} />
          <Work detail={detail} onRun={() => void reload()} />
        </div>
      </div>
    </Page>
  );
}

function Facts({ detail }: { detail: Detail }) {
  const { width, height, contentType, size, status, createdAtUtc, updatedAtUtc } = detail;
  const facts: [string, string][] = [
    [t("fact.dimensions"), width !== null && height !== null ? `${width} × ${height}` : "–"],
    [t("fact.type"), formatName(contentType)],
    [t("fact.size"), bytes(size)],
    [t("fact.status"), t(`status.${status}`)],
    [t("fact.created"), dateTime(createdAtUtc)],
    [t("fact.updated"), dateTime(updatedAtUtc)],
    [t("fact.storage"), detail.storageProvider],
  ];
  return (
    <section>
      <h2>{t("picture.facts")}</h2>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <details className="more-facts">
        <summary>{t("picture.moreFacts")}</summary>
        <dl className="facts stacked">
          {[
            ["ID", detail.id],
            [t("fact.storageKey"), detail.storageKey],
            ["SHA-256", detail.checksumSha256 ?? "–"],
          ].map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}

/** What a model wrote, when no person wrote anything. */
function captionOf({ structuredResults }: Detail): string | null {
  const result = structuredResults.find(({ kind }) => kind === "basic_caption" || kind === "caption");
  if (result === undefined) return null;
  try {
    const { caption }: { caption?: unknown } = JSON.parse(result.payloadJson);
    return typeof caption === "string" ? caption : null;
  } catch {
    return null;
  }
}
