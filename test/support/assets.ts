/** Uploading as a client does. */
import type { AssetDetail } from "../../src/assets/asset.ts";
import { api, dataOf } from "./api.ts";
import { png } from "./images.ts";

export interface UploadFields {
  file?: Uint8Array;
  fileName?: string;
  contentType?: string;
  [field: string]: unknown;
}

export async function form({
  file,
  fileName = "cat.png",
  contentType = "image/png",
  ...fields
}: UploadFields = {}) {
  const body = new FormData();
  body.set("file", new File([file ?? (await png())], fileName, { type: contentType }));
  for (const [name, value] of Object.entries(fields)) body.set(name, String(value));
  return body;
}

export async function postUpload(fields: UploadFields = {}): Promise<Response> {
  return api.post("/api/v1/assets", { body: await form(fields) });
}

export async function uploaded(fields: UploadFields = {}): Promise<AssetDetail> {
  return dataOf<AssetDetail>(await postUpload(fields));
}

export async function assetOf(id: string): Promise<AssetDetail> {
  return dataOf<AssetDetail>(await api.get(`/api/v1/assets/${id}`));
}
