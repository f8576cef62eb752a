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

export function progressOf(item: Pick<Item, "status" | "isProcessing">): "processing" | "failed" | null {
  if (item.status === "failed") return "failed";
  return item.isProcessing || item.status !== "ready" ? "processing" : null;
}
