/** The grid or table: draws the rows on the screen only, and turns pointer and keys into what they mean. */
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from "react";
import type { Item } from "../api/library.ts";
import { useHeldFocus } from "../parts/held-focus.ts";
import { navigate } from "../routing/location.ts";
import { useFrameBehind } from "../state/after-paint.ts";
import { type Store, useStore } from "../state/store.ts";
import { t } from "../words/words.ts";
import { Row } from "./row.tsx";
import { extended, isSelected, type Selection, toggled } from "./selection.ts";
import { Tile } from "./tile.tsx";
import { type RowHeight, useVisible } from "./visible.ts";
import type { Window } from "./window.ts";

export type Look = "grid" | "table";

const TILE_GAP = 10;
/** Text grows with the size that the person has chosen, and so do the places for it. */
const TILE_TEXT_REM = 3.25;
/** Narrower ones have no place for a picture's width and height. */
const WIDE_TILE_REM = 9.2;
const TABLE_ROW_REM = 3.5;

interface Props {
  window: Window;
  look: Look;
  active: Store<number>;
  /** A link is followed, maybe in another tab: nothing is drawn for it here. */
  onOpen: (index: number) => void;
  /** Takes the focus when it is drawn first: somebody came back to where they were. */
  focused: boolean;
  selection: Store<Selection>;
  /** Keys that do something to the active picture, or to what is selected. */
  onKey: (key: string, item: Item) => boolean;
  onVisible: (first: number, last: number) => void;
}

function columnsIn(width: number): number {
  return Math.max(width < 340 ? 2 : 3, Math.floor((width + TILE_GAP) / 184));
}

function tileWidth(width: number): number {
  const columns = columnsIn(width);
  return (width - TILE_GAP * (columns - 1)) / columns;
}

const gridRowHeight: RowHeight = (width, rem) => tileWidth(width) + rem * TILE_TEXT_REM;

const tableRowHeight: RowHeight = (_width, rem) => rem * TABLE_ROW_REM;

export function Board({ window, look, active: cursor, onOpen, focused, selection, onKey, onVisible }: Props) {
  const ref = useRef<HTMLDivElement>(null);
  const heightOf = look === "grid" ? gridRowHeight : tableRowHeight;
  const { width, rem, first, last, detail } = useVisible(ref, heightOf);
  useStore(window.version);
  const selected = useStore(selection);
  const before = useFrameBehind(selected);
  // The bar that counts comes first when everything is selected, or nothing any more.
  const chosen = before.all === selected.all ? selected : before;
  const columns = look === "grid" ? columnsIn(width) : 1;
  const rowHeight = heightOf(width, rem);
  const total = window.total ?? columns * 4;
  const active = Math.max(0, Math.min(useStore(cursor), total - 1));
  const rows = Math.ceil(total / columns);
  const from = first * columns;
  const to = Math.min(total, (last + 1) * columns) - 1;
  useEffect(() => onVisible(from, to), [onVisible, from, to]);

  /** Where focus goes when the picture at `index` is drawn. */
  const focusNext = useRef<number | null>(focused ? active : null);
  // Until the next picture is drawn, keys go to the list itself.
  useHeldFocus(ref, () => {
    focusNext.current ??= active;
    ref.current?.focus({ preventScroll: true });
  });
  useEffect(() => {
    if (focusNext.current === null) return;
    const index = Math.min(focusNext.current, total - 1);
    const cell = ref.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
    if (!cell) return;
    focusNext.current = null;
    cell.focus({ preventScroll: true });
  });

  function goTo(index: number): void {
    const next = Math.max(0, Math.min(total - 1, index));
    cursor.set(next);
    focusNext.current = next;
    const list = ref.current;
    if (list === null) return;
    const top = list.getBoundingClientRect().top + scrollY + Math.floor(next / columns) * rowHeight;
    const head = 120;
    if (top < scrollY + head) scrollTo({ top: top - head });
    else if (top + rowHeight > scrollY + innerHeight - 80)
      scrollTo({ top: top + rowHeight - innerHeight + 80 });
  }

  function selectRange(to: number): void {
    const { anchor } = selection.get();
    const ids: string[] = [];
    for (let index = Math.min(anchor, to); index <= Math.max(anchor, to); index++) {
      const item = window.at(index);
      if (item) ids.push(item.id);
    }
    selection.set((now) => extended(now, ids));
  }

  function click(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const place =
      target?.closest("[data-index]") ?? target?.closest("[role=row]")?.querySelector("[data-index]");
    const index = Number(place?.getAttribute("data-index") ?? Number.NaN);
    const item = window.at(index);
    if (item === undefined) return;
    const onCheck = target?.closest(".tile-check") !== null;
    const { ids, all } = selection.get();
    const selecting = onCheck || ids.size > 0 || all;
    if (target?.closest("a") && !selecting && !event.shiftKey) {
      onOpen(index);
      return;
    }
    cursor.set(index);
    if (event.metaKey || event.ctrlKey) return;
    if (event.shiftKey) {
      event.preventDefault();
      selectRange(index);
      getSelection()?.removeAllRanges();
    } else if (selecting) {
      if (!onCheck) event.preventDefault();
      selection.set((now) => toggled(now, item.id, index));
    }
  }

  function press(event: KeyboardEvent): void {
    const move = moves(event.key, columns, active, total);
    const item = window.at(active);
    if (move !== null) {
      event.preventDefault();
      goTo(move);
      if (event.shiftKey) selectRange(Math.max(0, Math.min(total - 1, move)));
      else if (item) selection.set((now) => ({ ...now, anchor: move }));
      return;
    }
    if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      selection.set({ ids: new Set(), all: true, anchor: active });
      return;
    }
    if (item === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "x" || (event.key === " " && event.shiftKey)) {
      event.preventDefault();
      selection.set((now) => toggled(now, item.id, active));
    } else if (event.key === "Enter") {
      event.preventDefault();
      navigate(`/assets/${item.id}`);
    } else if (onKey(event.key, item)) event.preventDefault();
  }

  /** Of the table, which has one picture in each row. */
  function isChosen(row: number): boolean {
    const item = window.at(row);
    return item !== undefined && isSelected(chosen, item.id);
  }

  const Cell = look === "grid" ? Tile : Row;
  const narrow = look === "grid" && tileWidth(width) < rem * WIDE_TILE_REM ? "narrow" : "";
  const selecting = before.all || before.ids.size > 0 ? "selecting" : "";
  const drawn = [];
  for (let row = first; row <= Math.min(last, rows - 1); row++) drawn.push(row);
  return (
    <div className={`board ${look} ${narrow} ${selecting}`}>
      {look === "table" && <TableHead />}
      <div
        ref={ref}
        role="grid"
        tabIndex={-1}
        aria-label={t("nav.library")}
        aria-multiselectable="true"
        aria-rowcount={window.total === null ? -1 : rows}
        aria-colcount={look === "grid" ? columns : 8}
        aria-busy={window.total === null}
        className="board-rows"
        style={{ height: `${rows * rowHeight}px` }}
        onClick={click}
        onKeyDown={press}
        // Dropped again, a picture would be a file to upload.
        onDragStart={(event) => event.preventDefault()}
      >
        {drawn.map((row) => (
          <div
            key={row}
            role="row"
            aria-rowindex={row + 1}
            className={
              look === "grid" ? "board-row" : `board-row table-row ${isChosen(row) ? "selected" : ""}`
            }
            style={{
              top: `${row * rowHeight}px`,
              height: `${rowHeight}px`,
              ...(look === "grid" ? { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` } : {}),
            }}
          >
            {Array.from({ length: Math.min(columns, total - row * columns) }, (_, column) => {
              const index = row * columns + column;
              const item = detail === "places" ? undefined : window.at(index);
              return (
                <Cell
                  key={item?.id ?? index}
                  item={item}
                  picture={detail === "pictures"}
                  index={index}
                  active={index === active}
                  selected={item !== undefined && isSelected(chosen, item.id)}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

function moves(key: string, columns: number, active: number, total: number): number | null {
  switch (key) {
    case "ArrowRight":
      return columns === 1 ? null : active + 1;
    case "ArrowLeft":
      return columns === 1 ? null : active - 1;
    case "ArrowDown":
      return active + columns;
    case "ArrowUp":
      return active - columns;
    case "PageDown":
      return active + columns * 4;
    case "PageUp":
      return active - columns * 4;
    case "Home":
      return 0;
    case "End":
      return total - 1;
    default:
      return null;
  }
}

function TableHead() {
  return (
    <div className="table-row table-head" aria-hidden="true">
      <span />
      <span>{t("fact.name")}</span>
      <span>{t("fact.type")}</span>
      <span className="number">{t("fact.size")}</span>
      <span className="number">{t("fact.dimensions")}</span>
      <span>{t("fact.status")}</span>
      <span>{t("fact.visibility")}</span>
      <span>{t("fact.created")}</span>
    </div>
  );
}
