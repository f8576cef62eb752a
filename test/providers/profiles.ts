/** Storage profiles as a client makes and removes them. */
import type { StorageProfileShape } from "../../src/providers/storage-profile.ts";
import { api, dataOf } from "../support/api.ts";

export const PROFILES = "/api/v1/system/storage/providers";

export const S3_PROFILE = {
  name: "s3",
  providerType: "s3",
  configuration: { endpoint: "https://s3.example.com:8443/", bucket: "pictures", region: "eu-1" },
  secretConfiguration: { accessKey: "AKIDEXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG" },
};

export async function createProfile(body: object): Promise<StorageProfileShape> {
  return dataOf<StorageProfileShape>(await api.post(PROFILES, { json: body }));
}

export async function deleteProfile(id: string): Promise<void> {
  await dataOf(await api.delete(`${PROFILES}/${id}`));
}
