/** How a picture of the list is named and how far it is. */
import type { Item } from "../api/library.ts";
import { t } from "../words/words.ts";

export function nameOf({ originalFileName }: Pick<Item, "originalFileName">): string {
  return originalFileName ?? t("untitled");
}

export function formatName(contentType: string): string {
  const name = contentType.replace(/^image\//, "").toUpperCase();
  return name === "JPEG" ? "JPG" : name;
}

/** So long after an upload, a picture without a thumbnail is still being worked on. */
const ENRICHING_MILLISECONDS = 60_000;

export function progressOf(
  item: Pick<Item, "status" | "createdAtUtc" | "thumbnailUrl">,
): "processing" | "failed" | null {
  if (item.status === "failed") return "failed";
  if (item.status !== "ready") return "processing";
  const isNew = Date.now() - Date.parse(item.createdAtUtc) < ENRICHING_MILLISECONDS;
  return item.thumbnailUrl === null && isNew ? "processing" : null;
}
