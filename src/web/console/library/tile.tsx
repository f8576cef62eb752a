/** One picture of the grid. It never loads an original. */
import { memo } from "react";
import type { Item } from "../api/library.ts";
import { Icon } from "../parts/icon.tsx";
import { bytes, t } from "../words/words.ts";
import { formatName, nameOf, progressOf } from "./item.ts";

interface Props {
  item: Item | undefined;
  index: number;
  selected: boolean;
  active: boolean;
}

export const Tile = memo(function Tile({ item, index, selected, active }: Props) {
  if (item === undefined) {
    return (
      <div role="gridcell" className="tile" aria-busy="true">
        <div className="tile-picture skeleton" />
      </div>
    );
  }
  const name = nameOf(item);
  const progress = progressOf(item);
  return (
    <div
      role="gridcell"
      className="tile"
      data-index={index}
      tabIndex={active ? 0 : -1}
      aria-selected={selected}
    >
      <a
        className="tile-picture"
        href={`/assets/${item.id}`}
        tabIndex={-1}
        draggable={false}
        aria-label={progress === null ? name : `${name}, ${t(`status.${progress}`)}`}
      >
        <Thumbnail item={item} />
        <Progress item={item} />
      </a>
      <input
        type="checkbox"
        className="tile-check"
        tabIndex={-1}
        checked={selected}
        aria-label={t("grid.select", { name })}
        readOnly
      />
      <div className="tile-name">
        <span title={name} dir="auto">
          {name}
        </span>
        <Marks item={item} />
      </div>
      <div className="tile-facts">
        <span>{item.width !== null && item.height !== null ? `${item.width}×${item.height}` : ""}</span>
        <span>
          {formatName(item.contentType)} {bytes(item.size)}
        </span>
      </div>
    </div>
  );
});

export function Thumbnail({ item }: { item: Item }) {
  if (item.thumbnailUrl === null) {
    return (
      <span className="no-thumbnail">
        <Icon name="image" />
      </span>
    );
  }
  return <img src={item.thumbnailUrl} alt="" loading="lazy" decoding="async" draggable={false} />;
}

export function Progress({ item }: { item: Item }) {
  const progress = progressOf(item);
  if (progress === null) return null;
  return <span className={`tile-progress ${progress}`}>{t(`status.${progress}`)}</span>;
}

export function Marks({ item }: { item: Item }) {
  return (
    <span className="marks">
      {item.hasAltText === false && (
        <span className="no-alt" title={t("grid.noAlt")}>
          ALT<span className="visually-hidden">: {t("grid.noAlt")}</span>
        </span>
      )}
      {!item.isPublic && (
        <span title={t("private")}>
          <Icon name="lock" />
          <span className="visually-hidden">{t("private")}</span>
        </span>
      )}
    </span>
  );
}
