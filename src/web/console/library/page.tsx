/** The library: everything there is, found, selected and dealt with. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Item } from "../api/library.ts";
import { FailureState } from "../parts/failure.tsx";
import { hasOpenLayer, isTyping } from "../parts/keys.ts";
import { Page } from "../parts/page.tsx";
import { toast } from "../parts/toast.tsx";
import { usePlace } from "../routing/location.ts";
import { sentenceOf } from "../session/failure.ts";
import { may } from "../session/session.ts";
import { recall, remember } from "../state/browser-storage.ts";
import { invalidate } from "../state/query.ts";
import { createStore, useStore } from "../state/store.ts";
import { t } from "../words/words.ts";
import { Board, type Look } from "./board.tsx";
import { publish, removeWithUndo } from "./bulk.ts";
import { isFiltered, readFilters, searchOf, writeFilters } from "./filters.ts";
import { nameOf, progressOf } from "./item.ts";
import { type Layer, Layers } from "./layers.tsx";
import { libraryChanged } from "./news.ts";
import { NothingHere } from "./nothing-here.tsx";
import { countSelected, createSelection, NOTHING, selectedIds } from "./selection.ts";
import { SelectionBar } from "./selection-bar.tsx";
import { copyLinks, downloadList } from "./share.ts";
import { Summary } from "./summary.tsx";
import { Toolbar } from "./toolbar.tsx";
import { Window } from "./window.ts";

const POLL_MILLISECONDS = 5000;
/** More names than this in one question help nobody. */
const NAMED_IN_QUESTION = 3;

/** Where the list was left, for the way back to it. */
let left: { search: string; active: number; scroll: number; total: number | null } | null = null;

/** The list of the first address, asked for while the console starts. */
let ahead: { search: string; list: Window } | null = null;

export async function prepare(address: URLSearchParams): Promise<void> {
  const { filters, start } = readFilters(address);
  const list = new Window(writeFilters(filters));
  ahead = { search: searchOf(filters), list };
  await list.need(start, start);
}

export default function LibraryPage() {
  const { query: address } = usePlace();
  const { filters, start, unknown } = useMemo(() => readFilters(address), [address]);
  const search = searchOf(filters);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `search` says all that `filters` does
  const query = useMemo(() => writeFilters(filters), [search]);
  const returning = left !== null && left.search === search && start === 0;
  const returned = useRef(returning ? left : null).current;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another start is another place of the same list
  const list = useMemo(() => {
    if (returned?.search === search) return new Window(query, returned.total);
    const next = ahead?.search === search ? ahead.list : new Window(query);
    ahead = null;
    // Nothing is known of it yet: it is asked for before anything is drawn.
    void next.need(start, start);
    return next;
  }, [query, search, returned]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list, another selection
  const selection = useMemo(createSelection, [list]);
  /** The picture under the cursor. Only what shows it is drawn again when that is another one. */
  const [active] = useState(() => createStore(returned?.active ?? start));
  const [look, setLook] = useState<Look>(recall("look") === "table" ? "table" : "grid");
  const layer = useMemo(() => createStore<Layer>(null), []);
  const visible = useRef({ first: start, last: start });
  useStore(list.version);
  const total = list.total ?? 0;

  useEffect(() => {
    if (unknown.length > 0) toast(t("filter.unknown", { names: unknown.join(", ") }));
  }, [unknown]);
  useEffect(() => () => list.end(), [list]);
  useEffect(() => {
    if (returned !== null && returned.scroll > 0) scrollTo({ top: returned.scroll });
  }, [returned]);
  const now = useRef({ search, list });
  now.current = { search, list };
  const opened = useRef<number | null>(null);
  useEffect(
    () =>
      active.watch(() => {
        opened.current = null;
      }),
    [active],
  );
  // Before the next page scrolls to its own beginning.
  useLayoutEffect(
    () => () => {
      const { search, list } = now.current;
      left = { search, active: opened.current ?? active.get(), scroll: scrollY, total: list.total };
    },
    [active],
  );
  const isFirst = useRef(true);
  /** The focus goes from the search into the list that is searched for, when that has come. */
  const entering = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list starts at its beginning
  useEffect(() => {
    if (!isFirst.current) active.set(start);
    isFirst.current = false;
    entering.current = false;
  }, [list]);

  const refresh = useCallback(() => list.refresh(visible.current.first, visible.current.last), [list]);
  useEffect(() => libraryChanged.watch(refresh), [refresh]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState !== "visible") return;
      const { first, last } = visible.current;
      for (let index = first; index <= last; index++) {
        const item = list.at(index);
        if (item && progressOf(item) === "processing") return refresh();
      }
    }, POLL_MILLISECONDS);
    return () => clearInterval(timer);
  }, [list, refresh]);

  const onVisible = useCallback(
    (first: number, last: number) => {
      visible.current = { first, last };
      void list.need(first, last);
    },
    [list],
  );

  /** What an action is about: the selection, or the picture under the cursor. */
  async function targets(item?: Item): Promise<string[]> {
    const chosen = selection.get();
    return countSelected(chosen, total) === 0 && item ? [item.id] : selectedIds(chosen, query);
  }

  async function setVisibility(isPublic: boolean, item?: Item): Promise<void> {
    await guarded(async () => {
      const ids = await targets(item);
      await publish(ids, isPublic);
      const changed = new Set(ids);
      for (const [, { id }] of list.loaded())
        if (changed.has(id)) list.replace(id, (before) => ({ ...before, isPublic }));
      refresh();
    });
  }

  async function removeSelected(item?: Item): Promise<void> {
    if (!may("assets.delete")) return;
    await guarded(async () => {
      const ids = await targets(item);
      const doomed = new Set(ids);
      const names: string[] = [];
      for (const [, each] of list.loaded()) if (doomed.has(each.id)) names.push(nameOf(each));
      const { confirmRemoval } = await import("./confirm-removal.ts");
      if (!(await confirmRemoval(names.slice(0, NAMED_IN_QUESTION), ids.length))) return;
      const putBack = list.take(doomed);
      const selected = selection.get();
      selection.set(NOTHING);
      removeWithUndo(
        ids,
        () => {
          putBack();
          selection.set(selected);
        },
        () => {
          invalidate("usage");
          refresh();
        },
      );
    });
  }

  function onKey(key: string, item: Item): boolean {
    switch (key) {
      case " ":
        layer.set("look");
        return true;
      case "e":
        if (may("assets.update")) layer.set("edit");
        return true;
      case "c":
        void guarded(async () => copyLinks(await targets(item), "markdown"));
        return true;
      case "v":
        if (may("assets.update")) void setVisibility(!item.isPublic, item);
        return true;
      case "Delete":
        void removeSelected(item);
        return true;
      default:
        return false;
    }
  }

  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.key !== "Escape" || hasOpenLayer() || isTyping(event.target)) return;
      selection.set(NOTHING);
    }
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [selection]);

  const filtered = isFiltered(filters);
  return (
    <Page title={t("nav.library")}>
      <div className="library">
        <Toolbar
          filters={filters}
          look={look}
          setLook={(next) => {
            remember("look", next);
            setLook(next);
          }}
          onLeaveSearch={(isNew) => {
            if (isNew) entering.current = true;
            else document.querySelector<HTMLElement>(`[data-index="${active.get()}"]`)?.focus();
          }}
        >
          <Summary list={list} filtered={filtered} onOpen={() => layer.set("stats")} />
        </Toolbar>
        {list.failure && list.total === null ? (
          <FailureState failure={list.failure} retry={refresh} />
        ) : list.total === 0 ? (
          <NothingHere filtered={filtered} />
        ) : (
          <Board
            key={search}
            window={list}
            look={look}
            active={active}
            onOpen={(index) => {
              opened.current = index;
            }}
            focused={entering.current || (returned !== null && isFirst.current)}
            selection={selection}
            onKey={onKey}
            onVisible={onVisible}
          />
        )}
        <SelectionBar
          selection={selection}
          total={total}
          onAll={() => selection.set({ ids: new Set(), all: true, anchor: active.get() })}
          onNone={() => selection.set(NOTHING)}
          onCopy={(format) => void guarded(async () => copyLinks(await targets(), format))}
          onList={() => void guarded(async () => downloadList(await targets()))}
          onPublish={(isPublic) => void setVisibility(isPublic)}
          onRunSkill={() => void guarded(async () => layer.set({ run: await targets() }))}
          onDelete={() => void removeSelected()}
        />
        <Layers
          layer={layer}
          list={list}
          active={active}
          onMove={(by) => active.set((now) => Math.max(0, Math.min(total - 1, now + by)))}
          onRun={refresh}
        />
      </div>
    </Page>
  );
}

async function guarded(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    toast(sentenceOf(thrown), { tone: "bad" });
  }
}
