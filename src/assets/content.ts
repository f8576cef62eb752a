/** Serving bytes: who may have which, in what part, and for how long they may be kept. */

import { assetById, assetRecord } from "../database/assets.ts";
import { contentByKey, movedFrom, type StoredContent } from "../database/content.ts";
import { AppError } from "../errors.ts";
import { boundDriver } from "../providers/storage-targets.ts";
import type { Services } from "../services.ts";
import type { ByteRange } from "../storage/driver.ts";
import { assetNotFound, isPublished } from "./library.ts";
import { publicAddress, publicUrl, signedSecondsLeft } from "./links.ts";

export interface Content {
  assetId: string;
  contentType: string;
  /** Bytes of the whole object. */
  size: number;
  /** Strong, without quotes. */
  etag: string;
  /** How long whoever receives it may keep it. */
  keep: "private" | "revalidate" | "immutable" | { seconds: number };
  /** The bytes, or a part of them. @throws {AppError} `asset_not_found` when the storage has lost them */
  open(range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** Whether the storage still has them, without reading. */
  exists(): Promise<boolean>;
}

/**
 * What stands behind a public address, or behind a signed one of a private asset. An address that a public asset used
 * to have leads to the one it has now; a signed one names a single key and ends with it.
 */
export async function contentAt(
  services: Services,
  path: string,
  signed: { expires?: string; signature?: string },
): Promise<{ content: Content } | { movedTo: string; assetId: string }> {
  const storageKey = path.replaceAll("\\", "/").replace(/^\/+/, "");
  const [stored, secondsLeft] = await Promise.all([
    contentByKey(services.db, storageKey),
    signedSecondsLeft(services, storageKey, signed),
  ]);
  if (stored === null) {
    const moved = await movedFrom(services.db, storageKey);
    if (moved === null || !isPublished(moved)) throw notThere(storageKey);
    return { movedTo: publicUrl(services, moved.storageKey), assetId: moved.assetId };
  }
  if (isPublished(stored)) {
    return { content: content(services, stored, stored.isOriginal ? "revalidate" : "immutable") };
  }
  if (secondsLeft === null) throw notThere(storageKey);
  return { content: content(services, stored, { seconds: secondsLeft }) };
}

/** An original for somebody who may read assets: a public one is where everybody finds it. */
export async function originalOf(
  services: Services,
  id: string,
): Promise<{ redirect: string } | { content: Content }> {
  const asset = await assetById(services.db, id);
  if (asset === null) throw assetNotFound(id);
  const original = content(services, { ...asset, assetId: asset.id, isOriginal: true }, "private");
  if (!asset.isPublic) return { content: original };
  if (!(await original.exists())) throw assetNotFound(id);
  return { redirect: await publicAddress(services, asset, asset.storageKey) };
}

export async function derivativeOf(services: Services, id: string, kind: string): Promise<Content> {
  const record = await assetRecord(services.db, id);
  const derivative = record?.derivatives.find((made) => made.kind === kind);
  if (record === null || derivative === undefined) throw assetNotFound(`${id} with a derivative ${kind}`);
  return content(services, { ...record.asset, ...derivative, isOriginal: false }, "private");
}

function content(services: Services, stored: StoredContent, keep: Content["keep"]): Content {
  const { assetId, contentType, size, storageKey, storageProviderProfileId } = stored;
  const driver = () => boundDriver(services, storageProviderProfileId);
  return {
    assetId,
    contentType,
    size,
    // A derivative's bytes never change under its key; an original's may.
    etag: stored.isOriginal ? stored.checksumSha256 : storageKey.replace(/.*\//, ""),
    keep,
    async open(range) {
      const object = await (await driver()).get(storageKey, range);
      if (object !== null) return object.body;
      const moved = await otherStorage(services, stored);
      const there = moved === null ? null : await (await boundDriver(services, moved)).get(storageKey, range);
      if (there === null) throw notThere(storageKey);
      return there.body;
    },
    async exists() {
      return (await (await driver()).head(storageKey)) !== null;
    },
  };
}

/** An asset may get another storage between being looked up and being read. @returns null when it has not */
async function otherStorage({ db }: Services, { storageKey, storageProviderProfileId }: StoredContent) {
  const now = await contentByKey(db, storageKey);
  const profileId = now?.storageProviderProfileId ?? null;
  return profileId === storageProviderProfileId ? null : profileId;
}

function notThere(storageKey: string): AppError {
  return new AppError("asset_not_found", `There is nothing to see at ${storageKey}.`);
}
