/** One picture of the table. */
import { memo } from "react";
import type { Item } from "../api/library.ts";
import { ago, bytes, dateTime, t } from "../words/words.ts";
import { formatName, nameOf, progressOf } from "./item.ts";
import { Check, Marks, Thumbnail } from "./tile.tsx";

interface Props {
  item: Item | undefined;
  /** The picture is drawn, too, not only what is known of it. */
  picture: boolean;
  index: number;
  selected: boolean;
  active: boolean;
}

export const Row = memo(function Row({ item, picture, index, selected, active }: Props) {
  if (item === undefined) {
    return (
      <div role="gridcell" className="row-cell wide-cell" aria-busy="true">
        <div className="skeleton" />
      </div>
    );
  }
  const name = nameOf(item);
  const progress = progressOf(item);
  return (
    <>
      <div role="gridcell" className="row-cell check-cell" tabIndex={-1}>
        <Check checked={selected} name={name} />
      </div>
      <div
        role="gridcell"
        className="row-cell name-cell"
        data-index={index}
        tabIndex={active ? 0 : -1}
        aria-selected={selected}
      >
        <a className="row-picture" href={`/assets/${item.id}`} tabIndex={-1} aria-label={name}>
          {picture && <Thumbnail item={item} />}
        </a>
        <a className="row-name" href={`/assets/${item.id}`} tabIndex={-1} dir="auto">
          {name}
        </a>
        <Marks item={item} />
      </div>
      <div role="gridcell" className="row-cell">
        {formatName(item.contentType)}
      </div>
      <div role="gridcell" className="row-cell number">
        {bytes(item.size)}
      </div>
      <div role="gridcell" className="row-cell number">
        {item.width !== null && item.height !== null ? `${item.width}×${item.height}` : "–"}
      </div>
      <div role="gridcell" className="row-cell">
        <span className={progress === "failed" ? "tag bad" : progress ? "tag amber" : "muted"}>
          {t(`status.${progress ?? "ready"}`)}
        </span>
      </div>
      <div role="gridcell" className="row-cell">
        {t(item.isPublic ? "public" : "private")}
      </div>
      <div role="gridcell" className="row-cell" title={dateTime(item.createdAtUtc)}>
        {ago(item.createdAtUtc)}
      </div>
    </>
  );
});
