/** One picture of the grid. It never loads an original. */
import { memo, useMemo } from "react";
import type { Item } from "../api/library.ts";
import { Icon } from "../parts/icon.tsx";
import { bytes, t } from "../words/words.ts";
import { formatName, nameOf, progressOf } from "./item.ts";

interface Props {
  item: Item | undefined;
  /** The picture is drawn, too, not only what is known of it. */
  picture: boolean;
  index: number;
  selected: boolean;
  active: boolean;
}

export const Tile = memo(function Tile({ item, picture, index, selected, active }: Props) {
  // Who selects changes nothing in it.
  const content = useMemo(() => item && contentOf(item, picture), [item, picture]);
  if (item === undefined) {
    return <div role="gridcell" className="tile-picture skeleton" aria-busy="true" />;
  }
  return (
    <div
      role="gridcell"
      className="tile"
      data-index={index}
      tabIndex={active ? 0 : -1}
      aria-selected={selected}
    >
      <Check checked={selected} name={nameOf(item)} />
      {content}
    </div>
  );
});

function contentOf(item: Item, picture: boolean) {
  const name = nameOf(item);
  const progress = progressOf(item);
  const size = item.width !== null && item.height !== null && `${item.width}×${item.height}`;
  return (
    <>
      <a
        className={progress === null ? "tile-picture" : "tile-picture worked-on"}
        href={`/assets/${item.id}`}
        tabIndex={-1}
        aria-label={progress === null ? name : `${name}, ${t(`status.${progress}`)}`}
      >
        {picture && <Thumbnail item={item} />}
        {progress !== null && <span className={`tile-progress ${progress}`}>{t(`status.${progress}`)}</span>}
      </a>
      {hasMarks(item) ? (
        <div className="tile-name marked">
          <span title={name}>{name}</span>
          <Marks item={item} />
        </div>
      ) : (
        <div className="tile-name" title={name}>
          {name}
        </div>
      )}
      <div className="tile-facts">
        {size && <span>{size}</span>}
        {formatName(item.contentType)} {bytes(item.size)}
      </div>
    </>
  );
}

/** Drawn only while it can be seen: with a form control in each, a screen of tiles takes twice the time to style. */
export function Check({ checked, name }: { checked: boolean; name: string }) {
  return (
    <span
      className="tile-check"
      role="checkbox"
      aria-checked={checked}
      aria-label={t("grid.select", { name })}
    />
  );
}

export function Thumbnail({ item }: { item: Item }) {
  if (item.thumbnailUrl === null) {
    return (
      <span className="no-thumbnail">
        <Icon name="image" />
      </span>
    );
  }
  // The address comes last: one that is set before `loading` is asked for at once, wherever the picture is.
  return <img alt="" loading="lazy" decoding="async" src={item.thumbnailUrl} />;
}

function hasMarks(item: Item): boolean {
  return item.hasAltText === false || !item.isPublic;
}

export function Marks({ item }: { item: Item }) {
  if (!hasMarks(item)) return null;
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
