/** What an isolate remembers of the default storage, and what becomes of it when another one has changed that. */
import { env } from "cloudflare:workers";
import { beforeEach, expect, inject, it } from "vitest";
import type { Memory } from "../../src/services.ts";
import { createProfile, deleteProfile, PROFILES } from "../providers/profiles.ts";
import { api, dataOf, failureOf } from "../support/api.ts";
import { assetOf, form } from "../support/assets.ts";
import { deployment } from "../support/deployment.ts";
import { ACCESS_KEY, SECRET_KEY } from "../support/s3.ts";

const memory: Memory = {};
/** The isolate in question; whatever changes a profile runs in another one. */
const warm = deployment({ services: { memory } });
const send = async (fields: object = {}) =>
  warm.post("/api/v1/assets", { body: await form({ runEnrichment: false, ...fields }) });

async function storedWith(): Promise<string | null> {
  const { id } = await dataOf<{ id: string }>(await send());
  return (await assetOf(id)).storageProviderProfileId;
}

const bucket = (name: string, rootPath: string) =>
  createProfile({ name, providerType: "r2", configuration: { rootPath } });
const setDefault = async (id: string) => dataOf(await api.post(`${PROFILES}/${id}/set-default`));
const change = async (id: string, changes: object) =>
  dataOf(await api.patch(`${PROFILES}/${id}`, { json: changes }));

/** Where the bucket's objects are, one for each: at its root or in a folder. */
async function places(): Promise<string[]> {
  const { objects } = await env.BUCKET.list();
  return objects.map(({ key }) => (/^\d{4}\//.test(key) ? "root" : String(key.split("/")[0]))).sort();
}

let before: string;
let after: string;

beforeEach(async () => {
  const { objects } = await env.BUCKET.list();
  await env.BUCKET.delete(objects.map(({ key }) => key));
  await env.DB.batch(["assets", "storage_profiles"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
  before = (await bucket("before", "")).id;
  after = (await bucket("after", "folder")).id;
  await setDefault(before);
  expect(await storedWith()).toBe(before);
  expect(memory.defaultStorage?.id).toBe(before);
});

it("is used again", async () => {
  expect(await storedWith()).toBe(before);
  expect(await places()).toEqual(["root", "root"]);
});

it("another default gets the upload, and the one of before keeps nothing of it", async () => {
  await setDefault(after);
  expect(await storedWith()).toBe(after);
  expect(await places()).toEqual(["folder", "root"]);
  expect(memory).toEqual({});
});

it("a default that is gone takes no upload with it", async () => {
  await env.DB.exec("DELETE FROM assets");
  await setDefault(after);
  await deleteProfile(before);
  expect(await storedWith()).toBe(after);
  expect(await places()).toEqual(["folder", "root"]);
});

it("a default where there was none gets the upload", async () => {
  memory.defaultStorage = null;
  expect(await storedWith()).toBe(before);
  expect(await places()).toEqual(["root", "root"]);
});

it("the built-in bucket gets it when there is no default any more", async () => {
  await env.DB.exec("UPDATE storage_profiles SET is_default = 0");
  expect(await storedWith()).toBeNull();
  expect(memory.defaultStorage).toBeNull();
  expect(await storedWith()).toBeNull();
});

it("a default that means another folder gets it there", async () => {
  await env.DB.exec("DELETE FROM assets");
  await change(before, { configuration: { rootPath: "moved" } });
  expect(await storedWith()).toBe(before);
  expect(await places()).toEqual(["moved", "root"]);
});

it("a disabled default refuses it, and nothing is put there to find that out again", async () => {
  await env.DB.prepare("UPDATE storage_profiles SET is_enabled = 0 WHERE id = ?").bind(before).run();
  const failure = await failureOf(await send());
  expect(failure.code).toBe("storage_provider_default_write_profile_disabled");
  expect(await places()).toEqual(["root"]);
  expect(memory).toEqual({});
});

it("a public repository refuses a private picture, which is nowhere then", async () => {
  const { id } = await createProfile({
    name: "repository",
    providerType: "github-repo",
    configuration: { owner: "o", repo: "r", ref: "main", visibilityPolicy: "public-only" },
    secretConfiguration: { token: "ghp_example" },
  });
  await setDefault(id);
  const failure = await failureOf(await send({ isPublic: false }));
  expect(failure.code).toBe("storage_provider_visibility_not_supported");
  expect(await places()).toEqual(["root"]);
  expect((await env.DB.prepare("SELECT id FROM assets").all()).results.length).toBe(1);
});

it("a storage elsewhere is looked up each time", async () => {
  const { id } = await createProfile({
    name: "foreign",
    providerType: "s3",
    configuration: { endpoint: inject("s3"), bucket: "privacy", region: "auto" },
    secretConfiguration: { accessKey: ACCESS_KEY, secretKey: SECRET_KEY },
  });
  await setDefault(id);
  const asset = await dataOf<{ id: string }>(await send());
  expect((await assetOf(asset.id)).storageProviderProfileId).toBe(id);
  expect(memory).toEqual({});
  await dataOf(await api.delete(`/api/v1/assets/${asset.id}`));
});

it("a storage that the form names is where it goes, whatever is remembered", async () => {
  const { id } = await dataOf<{ id: string }>(await send({ storageProviderProfileId: after }));
  expect((await assetOf(id)).storageProviderProfileId).toBe(after);
  expect(memory.defaultStorage?.id).toBe(before);
});
