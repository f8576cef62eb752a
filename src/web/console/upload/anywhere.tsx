/** Files dropped or pasted on any page go to the queue; it is loaded when the first ones come. */
import { useEffect, useRef, useState } from "react";
import { Icon } from "../parts/icon.tsx";
import { isTyping } from "../parts/keys.ts";
import { navigate } from "../routing/location.ts";
import { may } from "../session/session.ts";
import { useStore } from "../state/store.ts";
import { t } from "../words/words.ts";
import { droppedFiles, pastedFiles } from "./files.ts";
import { PasteDialog } from "./paste-dialog.tsx";
import { uploads } from "./summary.ts";

async function add(files: File[]): Promise<void> {
  if (files.length === 0) return;
  const [{ enqueue }, { options }] = await Promise.all([import("./queue.ts"), import("./batch-options.tsx")]);
  enqueue(files, options.get());
  navigate("/assets/upload");
}

export function UploadAnywhere() {
  const [isOver, setOver] = useState(false);
  const [pasted, setPasted] = useState<File[] | null>(null);
  const depth = useRef(0);
  useEffect(() => {
    if (!may("assets.create")) return;
    const ending = new AbortController();
    const { signal } = ending;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const leave = () => {
      depth.current = 0;
      setOver(false);
    };
    addEventListener("dragenter", (event) => hasFiles(event) && ++depth.current && setOver(true), { signal });
    addEventListener("dragleave", () => depth.current > 0 && --depth.current === 0 && setOver(false), {
      signal,
    });
    addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault(), { signal });
    addEventListener(
      "drop",
      (event) => {
        if (!hasFiles(event) || !event.dataTransfer) return;
        event.preventDefault();
        leave();
        void droppedFiles(event.dataTransfer).then(add);
      },
      { signal },
    );
    addEventListener(
      "paste",
      (event) => {
        const files = event.clipboardData ? pastedFiles(event.clipboardData) : [];
        if (files.length === 0 || (isTyping(event.target) && event.clipboardData?.getData("text"))) return;
        event.preventDefault();
        setPasted(files);
      },
      { signal },
    );
    return () => ending.abort();
  }, []);
  return (
    <>
      {isOver && (
        <div className="drop-veil">
          <Icon name="upload" />
          {t("upload.dropHere")}
        </div>
      )}
      {pasted && (
        <PasteDialog
          files={pasted}
          onClose={() => setPasted(null)}
          onUpload={(files) => {
            setPasted(null);
            void add(files);
          }}
        />
      )}
    </>
  );
}

/** How uploads stand, on every page but their own. */
export function UploadStatus() {
  const summary = useStore(uploads);
  if (!summary || summary.underWay + summary.failed === 0) return null;
  return (
    <a className="upload-status" href="/assets/upload">
      <span>
        {summary.underWay > 0
          ? t("upload.underWay", { n: summary.underWay })
          : t("upload.stored", { n: summary.stored })}
      </span>
      {summary.failed > 0 && <span className="bad">{t("upload.failedCount", { n: summary.failed })}</span>}
      <span className="progress">
        <span style={{ transform: `scaleX(${summary.progress})` }} />
      </span>
    </a>
  );
}
