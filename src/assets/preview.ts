/** A picture of an asset for whoever can't take the original: bounded, upright, public or private. */
import { type AssetRecord, assetRecord } from "../database/assets.ts";
import { AppError } from "../errors.ts";
import { readHeader } from "../images/header.ts";
import { render } from "../images/render.ts";
import { log } from "../log.ts";
import { boundDriver } from "../providers/storage-targets.ts";
import type { Services } from "../services.ts";
import type { Derivative } from "./asset.ts";
import { assetNotFound } from "./library.ts";

/** A rendition that exists is good enough when it has this much of the wanted side; making one costs a decode. */
const GOOD_ENOUGH = 0.6;

export interface Preview {
  id: string;
  contentType: string;
  bytes: Uint8Array;
  width: number;
  height: number;
  originalWidth: number | null;
  originalHeight: number | null;
}

/**
 * @param maxEdge - the longest side, in pixels
 * @throws {AppError} `asset_not_found`; `image_over_budget`, `image_undecodable` when there is no picture to show
 */
export async function preview(services: Services, id: string, maxEdge: number): Promise<Preview> {
  const record = await assetRecord(services.db, id);
  if (record === null) throw assetNotFound(id);
  const { asset } = record;
  const facts = { id: asset.id, originalWidth: asset.width, originalHeight: asset.height };
  const made = largestWithin(record, maxEdge);
  const wanted = Math.min(maxEdge, longest(asset));
  if (made !== null && longest(made) >= wanted * GOOD_ENOUGH)
    return { ...facts, ...(await readPicture(services, record, made)) };
  try {
    return { ...facts, ...(await renderPicture(services, record, maxEdge)) };
  } catch (thrown) {
    const error = AppError.from(thrown);
    const isTooMuch = error.code === "image_over_budget" || error.code === "image_undecodable";
    if (!isTooMuch || made === null) throw error;
    log("info", "a preview is a smaller rendition than was asked for", { assetId: asset.id, error });
    return { ...facts, ...(await readPicture(services, record, made)) };
  }
}

type Picture = Pick<Preview, "contentType" | "bytes" | "width" | "height">;

function largestWithin({ asset, derivatives }: AssetRecord, maxEdge: number): Derivative | null {
  const fitting = derivatives
    .filter((made) => made.sourceChecksum === asset.checksumSha256 && made.contentType.startsWith("image/"))
    .filter((made) => longest(made) > 0 && longest(made) <= maxEdge);
  return fitting.toSorted((a, b) => longest(b) - longest(a))[0] ?? null;
}

function longest({ width, height }: { width: number | null; height: number | null }): number {
  return Math.max(width ?? 0, height ?? 0);
}

async function readPicture(services: Services, record: AssetRecord, made: Derivative): Promise<Picture> {
  const bytes = await readObject(services, record, made.storageKey);
  return { contentType: made.contentType, bytes, width: made.width ?? 0, height: made.height ?? 0 };
}

async function renderPicture(services: Services, record: AssetRecord, maxEdge: number): Promise<Picture> {
  const original = await readObject(services, record, record.asset.storageKey);
  const spec = { kind: "preview", format: "webp" as const, maxWidth: maxEdge, maxHeight: maxEdge };
  const [picture] = (await render(original, readHeader(original), [spec], services.images)).renditions;
  if (picture === undefined) throw new AppError("image_undecodable", "No picture could be made of it.");
  return picture;
}

async function readObject(services: Services, { asset }: AssetRecord, key: string): Promise<Uint8Array> {
  const driver = await boundDriver(services, asset.storageProviderProfileId);
  const object = await driver.get(key);
  if (object === null) throw assetNotFound(asset.id);
  return new Uint8Array(await new Response(object.body).arrayBuffer());
}
