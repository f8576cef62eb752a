/** "1,284 images · 3.1 GB", which opens the statistics. */
import { readUsage } from "../api/library.ts";
import { useQuery } from "../state/query.ts";
import { useStore } from "../state/store.ts";
import { bytes, t } from "../words/words.ts";
import type { Window } from "./window.ts";

interface Props {
  list: Window;
  /** Shows a part of the library only, whose bytes nobody has counted. */
  filtered: boolean;
  onOpen: () => void;
}

export function Summary({ list, filtered, onOpen }: Props) {
  useStore(list.version);
  const usage = useQuery("usage", readUsage);
  const parts = [list.total === null ? "…" : t("images", { n: list.total })];
  if (list.total !== null && !filtered && usage.data) parts.push(bytes(usage.data.totalBytes));
  return (
    <button type="button" className="summary figure" onClick={onOpen} title={t("stats.title")}>
      {parts.join(" · ")}
    </button>
  );
}
