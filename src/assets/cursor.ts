/** Where a page ended, as an opaque word that a client hands back. */
import { AppError } from "../errors.ts";
import type { Asset } from "./asset.ts";

type Order = "createdAt" | "size";

/** The last asset of a page, and how many came before the next one. */
export interface Position extends Pick<Asset, "seq" | "size"> {
  count: number;
}

const WORDS: Record<Order, string> = { createdAt: "c", size: "s" };

export function encodeCursor({ seq, size, count }: Position, order: Order): string {
  return btoa(`${WORDS[order]}.${seq}.${size}.${count}`)
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** @throws {AppError} `request_invalid` for anything but a cursor of the same order */
export function decodeCursor(cursor: string, order: Order): Position {
  const [, word, seq, size, count] =
    /^([a-z])\.(\d{1,16})\.(\d{1,16})\.(\d{1,16})$/.exec(decoded(cursor)) ?? [];
  if (word !== WORDS[order])
    throw new AppError("request_invalid", "cursor: not one that a page of this list gave.");
  return { seq: Number(seq), size: Number(size), count: Number(count) };
}

function decoded(cursor: string): string {
  try {
    return atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return "";
  }
}
