/** One file of the queue. */
import { memo, useEffect, useState } from "react";
import { Button, IconButton } from "../parts/button.tsx";
import { copyText } from "../parts/copy.ts";
import { Icon } from "../parts/icon.tsx";
import { linkAs } from "../parts/links.ts";
import { bytes, t } from "../words/words.ts";
import { type Entry, isUnderWay } from "./entry.ts";
import { cancel, canRetry, insist, retry } from "./queue.ts";

/** Previews of larger files cost more than they show. */
const PREVIEW_BYTES = 4_000_000;

export const EntryRow = memo(function EntryRow({ entry }: { entry: Entry }) {
  const { id, name, size, phase, sent, problem, assetId, publicUrl } = entry;
  return (
    <li className={`entry ${phase}`}>
      <Preview entry={entry} />
      <div className="entry-text">
        {assetId ? <a href={`/assets/${assetId}`}>{name}</a> : <span>{name}</span>}
        <small className={phase === "failed" || phase === "lost" ? "bad" : undefined}>
          {phase === "sending" ? `${bytes(sent)} / ${bytes(size)}` : (problem ?? t(`upload.${phase}`))}
          {phase !== "sending" && problem === null && ` · ${bytes(size)}`}
        </small>
        {phase === "sending" && (
          <div
            className="progress"
            role="progressbar"
            aria-label={name}
            aria-valuenow={Math.round((100 * sent) / Math.max(1, size))}
          >
            <div style={{ transform: `scaleX(${sent / Math.max(1, size)})` }} />
          </div>
        )}
      </div>
      <div className="entry-actions">
        {phase === "duplicate" && (
          <Button look="quiet" onClick={() => insist(id)}>
            {t("upload.anyway")}
          </Button>
        )}
        {publicUrl && (
          <Button
            look="quiet"
            icon="copy"
            aria-label={t("copyAs", { format: "Markdown" })}
            title={t("copyAs", { format: "Markdown" })}
            onClick={() =>
              void copyText(linkAs("markdown", { url: publicUrl, alt: name, width: null, height: null }))
            }
          >
            <span>{t("copy")}</span>
          </Button>
        )}
        {canRetry(entry) && (
          <IconButton icon="retry" label={t("upload.retry", { name })} onClick={() => retry(id)} />
        )}
        {isUnderWay(entry) && (
          <IconButton icon="close" label={t("upload.cancel", { name })} onClick={() => cancel(id)} />
        )}
      </div>
    </li>
  );
});

function Preview({ entry: { file, size, thumbnailUrl, phase } }: { entry: Entry }) {
  const [local, setLocal] = useState<string | null>(null);
  const wanted = file !== null && size <= PREVIEW_BYTES && thumbnailUrl === null && phase !== "failed";
  useEffect(() => {
    if (!wanted || file === null) return;
    const url = URL.createObjectURL(file);
    setLocal(url);
    return () => {
      URL.revokeObjectURL(url);
      setLocal(null);
    };
  }, [file, wanted]);
  const source = thumbnailUrl ?? local;
  return (
    <div className="entry-picture">
      {source ? (
        <img src={source} alt="" loading="lazy" decoding="async" />
      ) : (
        <Icon name={phase === "failed" || phase === "lost" ? "warning" : "image"} />
      )}
    </div>
  );
}
