/** What was stored is watched until its thumbnail is there; one list answers for all of them. */
import { listItems } from "../api/library.ts";
import { entries, update } from "./entries.ts";

const PAUSE_MILLISECONDS = 2500;
/** Then it shows as stored all the same: the rest may take its time. */
const PATIENCE = 24;
const NEWEST = "100";

export function followProcessing(): () => void {
  const looked = new Map<string, number>();
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") void look(looked);
  }, PAUSE_MILLISECONDS);
  return () => clearInterval(timer);
}

async function look(looked: Map<string, number>): Promise<void> {
  const waiting = entries.get().filter(({ phase }) => phase === "processing");
  if (waiting.length === 0) return;
  try {
    const { items } = await listItems({ pageSize: NEWEST });
    const made = new Map(items.map((item) => [item.id, item]));
    for (const { id, assetId } of waiting) {
      const item = made.get(assetId ?? "");
      const times = (looked.get(id) ?? 0) + 1;
      looked.set(id, times);
      if (item?.thumbnailUrl) update(id, { phase: "ready", thumbnailUrl: item.thumbnailUrl });
      else if (times > PATIENCE) update(id, { phase: "ready" });
    }
  } catch (thrown) {
    console.warn("How far the uploads are could not be read:", thrown);
  }
}
