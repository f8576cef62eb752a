/** Words of a model, where people have written none. */
import { assetById, updateAsset } from "../database/assets.ts";
import { AppError } from "../errors.ts";
import { cut } from "../plain-text.ts";
import type { Services } from "../services.ts";
import { type Asset, MAX_TEXT_LENGTH } from "./asset.ts";

export interface Texts {
  description?: string;
  altText?: string;
}

/** Somebody else's change comes between reading and writing at most this often. */
const ATTEMPTS = 5;

/** A text that people wrote is never touched, not even when they write it at this very moment. */
export async function fillBlankTexts({ db, now }: Services, id: string, texts: Texts): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const before = await assetById(db, id);
    if (before === null) return;
    const after: Asset = {
      ...before,
      description: filled(before.description, texts.description),
      altText: filled(before.altText, texts.altText),
      updatedAt: Math.max(now(), before.updatedAt + 1),
    };
    if (after.description === before.description && after.altText === before.altText) return;
    if (await updateAsset(db, before, after)) return;
  }
  throw new AppError("storage_unavailable", "The asset is being changed by others all the time.");
}

function filled(existing: string | null, text: string | undefined): string | null {
  if (text === undefined || text.trim() === "" || (existing ?? "").trim() !== "") return existing;
  return cut(text.trim(), MAX_TEXT_LENGTH).trim();
}
