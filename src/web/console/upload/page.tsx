/** Uploading: choose, drop or paste, then watch. */
import { useEffect, useRef, useState } from "react";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { Page } from "../parts/page.tsx";
import { deployment } from "../session/sign-in.ts";
import { useStore } from "../state/store.ts";
import { bytes, t } from "../words/words.ts";
import { BatchOptions, options } from "./batch-options.tsx";
import { entries, pace } from "./entries.ts";
import { EntryRow } from "./entry-row.tsx";
import { followProcessing } from "./follow.ts";
import {
  cancelAll,
  canRetry,
  clearFinished,
  enqueue,
  paused,
  restore,
  retryAll,
  setPaused,
} from "./queue.ts";
import { type Summary, uploads } from "./summary.ts";

export default function UploadPage() {
  const all = useStore(entries);
  const summary = useStore(uploads);
  const limits = useStore(deployment);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  useEffect(() => void restore(), []);
  useEffect(followProcessing, []);
  function take(input: HTMLInputElement) {
    enqueue([...(input.files ?? [])], options.get());
    input.value = "";
  }
  return (
    <Page title={t("nav.upload")}>
      <div className="upload">
        <div className="drop-place">
          <Icon name="upload" />
          <p>
            <strong>{t("upload.drop")}</strong>
          </p>
          <div className="actions">
            <Button look="primary" onClick={() => files.current?.click()}>
              {t("upload.choose")}
            </Button>
            <Button icon="folder" className="choose-folder" onClick={() => folder.current?.click()}>
              {t("upload.folder")}
            </Button>
          </div>
          <p className="muted">
            {t("upload.limits", {
              types: limits.allowedContentTypes
                .map((type) => type.replace("image/", "").toUpperCase())
                .join(", "),
              max: bytes(limits.maxUploadSizeBytes),
            })}
          </p>
          <input
            ref={files}
            type="file"
            multiple
            hidden
            aria-label={t("upload.choose")}
            accept={limits.allowedContentTypes.join(",")}
            onChange={(event) => take(event.currentTarget)}
          />
          <input
            ref={folder}
            type="file"
            multiple
            hidden
            aria-label={t("upload.folder")}
            {...{ webkitdirectory: "" }}
            onChange={(event) => take(event.currentTarget)}
          />
        </div>
        <BatchOptions />
        {summary && <Overall summary={summary} canRetryAny={all.some(canRetry)} />}
        {all.length > 0 && (
          <ul className="entries">
            {all.map((entry) => (
              <EntryRow key={entry.id} entry={entry} />
            ))}
          </ul>
        )}
      </div>
    </Page>
  );
}

function Overall({ summary, canRetryAny }: { summary: Summary; canRetryAny: boolean }) {
  const isPaused = useStore(paused);
  const [, tick] = useState(0);
  const { underWay, stored, failed, total, progress } = summary;
  useEffect(() => {
    if (underWay === 0) return;
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [underWay]);
  return (
    <section className="overall" aria-label={t("upload.progress")}>
      <div className="overall-line">
        <strong role="status">
          {underWay > 0 ? t("upload.underWay", { n: underWay }) : t("upload.stored", { n: stored })}
          {failed > 0 && <span className="bad"> · {t("upload.failedCount", { n: failed })}</span>}
        </strong>
        <span className="figure muted">{underWay > 0 && !isPaused ? rate() : `${stored} / ${total}`}</span>
        <div className="actions">
          {underWay > 0 && (
            <>
              <Button icon={isPaused ? "play" : "pause"} onClick={() => setPaused(!isPaused)}>
                {t(isPaused ? "upload.resume" : "upload.pause")}
              </Button>
              <Button icon="close" onClick={cancelAll}>
                {t("upload.cancelAll")}
              </Button>
            </>
          )}
          {canRetryAny && (
            <Button icon="retry" onClick={retryAll}>
              {t("upload.retryAll")}
            </Button>
          )}
          {underWay === 0 && (
            <>
              <Button look="quiet" onClick={clearFinished}>
                {t("upload.clear")}
              </Button>
              <a className="button plain" href="/assets">
                {t("upload.toLibrary")}
              </a>
            </>
          )}
        </div>
      </div>
      {underWay > 0 && (
        <div className="progress">
          <div style={{ transform: `scaleX(${progress})` }} />
        </div>
      )}
    </section>
  );
}

/** "2.1 MB/s · 14 s left" */
function rate(): string {
  const { speed } = pace;
  if (speed === null) return "";
  const left = entries
    .get()
    .filter(({ phase }) => phase === "waiting" || phase === "sending" || phase === "checking")
    .reduce((sum, { size, sent }) => sum + size - sent, 0);
  const seconds = Math.ceil(left / speed);
  const time =
    seconds < 90 ? t("upload.seconds", { n: seconds }) : t("upload.minutes", { n: Math.ceil(seconds / 60) });
  return `${bytes(speed)}/s · ${time}`;
}
