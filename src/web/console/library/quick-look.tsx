/** A closer look without leaving the list: the picture, its alt text, its links. */
import { useEffect, useRef, useState } from "react";
import { type Changes, type Item, readDetail } from "../api/library.ts";
import { Button, IconButton } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FailureNote } from "../parts/failure.tsx";
import { Form, TextArea, useSubmission } from "../parts/form.tsx";
import { isTyping } from "../parts/keys.ts";
import { hideThenClose } from "../parts/modal.ts";
import { CopyLinks } from "../picture/copy-links.tsx";
import { PictureView } from "../picture/picture-view.tsx";
import { may } from "../session/session.ts";
import { useIsPainted } from "../state/after-paint.ts";
import { useQuery } from "../state/query.ts";
import { bytes, t } from "../words/words.ts";
import { formatName, nameOf } from "./item.ts";

const MAX_TEXT = 1000;

interface Props {
  item: Item;
  /** Starts in the alt text. */
  editing: boolean;
  onMove: (by: number) => void;
  onClose: () => void;
  onSave: (changes: Changes) => Promise<void>;
}

export function QuickLook({ item, editing, onMove, onClose, onSave }: Props) {
  const { data, error, reload } = useQuery(`asset:${item.id}`, () => readDetail(item.id));
  const [altText, setAltText] = useState<string | null>(null);
  const form = useRef<HTMLDivElement>(null);
  const submission = useSubmission(async () => {
    await onSave({ altText: altText?.trim() || null });
    await reload();
    setAltText(null);
    if (editing) onClose();
  });
  const isPainted = useIsPainted();
  const isLoaded = data !== undefined;
  useEffect(() => {
    if (editing && isLoaded) form.current?.querySelector("textarea")?.focus();
  }, [editing, isLoaded]);
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (isTyping(event.target)) return;
      if (event.key === "ArrowLeft") onMove(-1);
      else if (event.key === "ArrowRight") onMove(1);
      else if (event.key === " " && !(event.target instanceof HTMLButtonElement)) hideThenClose(onClose);
      else return;
      event.preventDefault();
    }
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [onMove, onClose]);
  return (
    <Dialog
      wide
      title={nameOf(item)}
      onClose={onClose}
      actions={
        <>
          {isPainted && (
            <>
              <IconButton icon="left" label={t("previous")} onClick={() => onMove(-1)} />
              <IconButton icon="right" label={t("next")} onClick={() => onMove(1)} />
            </>
          )}
          <a className="button plain" href={`/assets/${item.id}`}>
            {t("openFull")}
          </a>
        </>
      }
    >
      <div className={isPainted ? "quick-look" : "quick-look opening"}>
        <PictureView item={item} detail={data} />
        <div className="quick-facts" ref={form}>
          <p className="figure">
            {item.width !== null && item.height !== null && `${item.width}×${item.height} · `}
            {formatName(item.contentType)} · {bytes(item.size)}
          </p>
          {error !== undefined && <FailureNote failure={error} />}
          {data && (
            <>
              <Form submission={submission}>
                <TextArea
                  label={t("fact.altText")}
                  hint={data.altText ? undefined : t("altText.hint")}
                  value={altText ?? data.altText ?? ""}
                  maxLength={MAX_TEXT}
                  disabled={!may("assets.update")}
                  onChange={setAltText}
                />
                {altText !== null && (
                  <div>
                    <Button type="submit" look="primary" busy={submission.busy}>
                      {t("save")}
                    </Button>
                  </div>
                )}
              </Form>
              {data.publicUrl && <CopyLinks detail={data} />}
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}
