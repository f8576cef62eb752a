/** What can be done with what is selected. */
import { useRef } from "react";
import { Button, IconButton } from "../parts/button.tsx";
import { useHeldFocus } from "../parts/held-focus.ts";
import { Icon } from "../parts/icon.tsx";
import { FORMAT_NAMES, LINK_FORMATS, type LinkFormat } from "../parts/links.ts";
import { may } from "../session/session.ts";
import { useFrameBehind } from "../state/after-paint.ts";
import { type Store, useStore } from "../state/store.ts";
import { number, t } from "../words/words.ts";
import { work } from "./bulk.ts";
import { countSelected, type Selection } from "./selection.ts";

interface Props {
  selection: Store<Selection>;
  total: number;
  onAll: () => void;
  onNone: () => void;
  onCopy: (format: LinkFormat) => void;
  onList: () => void;
  onPublish: (isPublic: boolean) => void;
  onRunSkill: (() => void) | null;
  onDelete: () => void;
}

export function SelectionBar(props: Props) {
  const { total } = props;
  const chosen = useStore(props.selection);
  const before = useFrameBehind(chosen);
  // One picture is marked before the bar comes; everything is counted before all are marked.
  const count = countSelected(before.all === chosen.all ? before : chosen, total);
  const now = useStore(work);
  const bar = useRef<HTMLElement>(null);
  // The button that was pressed goes with the bar.
  useHeldFocus(bar, () => document.getElementById("main")?.focus());
  if (now) {
    return (
      <div className="selection-bar" role="status">
        <strong>{now.label}</strong>
        <span className="figure">
          {number(now.done)} / {number(now.total)}
        </span>
        <div className="progress">
          <div style={{ transform: `scaleX(${now.total === 0 ? 0 : now.done / now.total})` }} />
        </div>
        <Button look="quiet" onClick={now.stop}>
          {t("stop")}
        </Button>
      </div>
    );
  }
  if (count === 0) return null;
  return (
    <section ref={bar} className="selection-bar" aria-label={t("selection")}>
      <strong className="count">{t("selection.count", { n: count })}</strong>
      {count < total && (
        <Button look="quiet" onClick={props.onAll}>
          {t("selection.all", { n: total })}
        </Button>
      )}
      <span className="bar-actions">
        <button type="button" className="button quiet" popoverTarget="copy-menu">
          <Icon name="copy" /> <span>{t("copyLinks")}</span>
        </button>
        {may("assets.update") && (
          <>
            <Button look="quiet" icon="globe" onClick={() => props.onPublish(true)}>
              <span>{t("publish")}</span>
            </Button>
            <Button look="quiet" icon="lock" onClick={() => props.onPublish(false)}>
              <span>{t("hide")}</span>
            </Button>
            {props.onRunSkill && (
              <Button look="quiet" icon="spark" onClick={props.onRunSkill}>
                <span>{t("skill.run")}</span>
              </Button>
            )}
          </>
        )}
        {may("assets.delete") && (
          <Button look="quiet" className="destroys" icon="trash" onClick={props.onDelete}>
            <span>{t("delete")}</span>
          </Button>
        )}
      </span>
      <IconButton icon="close" label={t("selection.none")} onClick={props.onNone} />
      <div id="copy-menu" popover="auto" className="menu copy-menu">
        {LINK_FORMATS.map((format) => (
          <button
            key={format}
            type="button"
            className="item"
            popoverTarget="copy-menu"
            onClick={() => props.onCopy(format)}
          >
            {FORMAT_NAMES[format]}
          </button>
        ))}
        <button type="button" className="item" popoverTarget="copy-menu" onClick={props.onList}>
          {t("downloadList")}
        </button>
      </div>
    </section>
  );
}
