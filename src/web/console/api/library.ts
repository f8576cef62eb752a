/** The library's calls. Their shapes are the server's own zod shapes, as types, or stand in `answers.ts`. */
import type { z } from "zod";
import type { ASSET_STATUSES, AssetDetail, AssetListItem, pageOf } from "../../../assets/asset.ts";
import { call } from "../session/call.ts";
import type { BatchUpdate, Changes, DeleteCount, Usage } from "./answers.ts";

export type { BatchUpdate, Changes, DeleteCount, Usage } from "./answers.ts";

export type Item = AssetListItem;
export type Detail = AssetDetail;
export type Status = (typeof ASSET_STATUSES)[number];
export type ItemPage = Omit<z.infer<ReturnType<typeof pageOf>>, "items"> & { items: Item[] };

const ASSETS = "/api/v1/assets";

export const MAX_DELETED_AT_ONCE = 100;
export const MAX_UPDATED_AT_ONCE = 500;

export function listItems(query: Record<string, string | null>, signal?: AbortSignal): Promise<ItemPage> {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return call(`${ASSETS}?${new URLSearchParams(given)}`, { signal });
}

export function readDetail(id: string): Promise<Detail> {
  return call(`${ASSETS}/${id}`);
}

export function change(id: string, changes: Changes): Promise<Detail> {
  return call(`${ASSETS}/${id}`, { method: "PATCH", json: changes });
}

export function remove(id: string, commitMessage?: string): Promise<unknown> {
  return call(`${ASSETS}/${id}`, { method: "DELETE", json: { commitMessage: commitMessage || null } });
}

export function removeMany(ids: string[], keepalive = false): Promise<DeleteCount> {
  return call(`${ASSETS}/batch-delete`, { method: "POST", json: ids, keepalive });
}

export function publishMany(ids: string[], isPublic: boolean): Promise<BatchUpdate> {
  return call(`${ASSETS}/batch-update`, { method: "POST", json: { ids, isPublic } });
}

export function readUsage(): Promise<Usage> {
  return call(`${ASSETS}/usage-stats`);
}

export function signedLink(
  id: string,
  expiresInSeconds: number,
): Promise<{ url: string; expiresAtUtc: string }> {
  return call(`${ASSETS}/${id}/links`, { method: "POST", json: { expiresInSeconds } });
}

/** Compared once more: an API that doesn't know the filter would answer with just any picture. */
export async function findByChecksum(checksumSha256: string): Promise<Detail | null> {
  const [found] = (await listItems({ checksumSha256, pageSize: "1" })).items;
  if (found === undefined) return null;
  const detail = await readDetail(found.id);
  return [detail.checksumSha256, detail.uploadedSha256].includes(checksumSha256) ? detail : null;
}
