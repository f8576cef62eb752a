/** What may happen to a storage profile between an upload's bytes and its row. */
import { env } from "cloudflare:workers";
import { afterEach, expect, inject, it } from "vitest";
import { createServices } from "../../src/services.ts";
import { createProfile, deleteProfile, PROFILES } from "../providers/profiles.ts";
import { api, BASE, dataOf, failureOf } from "../support/api.ts";
import { assetOf, form } from "../support/assets.ts";
import { deployment } from "../support/deployment.ts";
import { ACCESS_KEY, SECRET_KEY } from "../support/s3.ts";
import { World } from "../support/world.ts";

/** Happens once, when the bytes are stored and nothing is recorded. */
let meanwhile: (() => Promise<unknown>) | null = null;
let stored = "";

const real = createServices(env, { waitUntil: () => {} }, BASE).drivers;
const slow = deployment({
  services: {
    /** Nothing is remembered, so each upload looks its storage up. */
    get memory() {
      return {};
    },
    drivers: {
      ...real,
      of(storage) {
        const driver = real.of(storage);
        return {
          ...driver,
          async put(key, bytes, options) {
            const put = await driver.put(key, bytes, options);
            stored = key;
            await meanwhile?.();
            meanwhile = null;
            return put;
          },
        };
      },
    },
  },
});

const uploadTo = async (fields: object) =>
  slow.post("/api/v1/assets", { body: await form({ ...fields, runEnrichment: false }) });
const folder = (name: string, more: object = {}) =>
  createProfile({ name, providerType: "local", configuration: { rootPath: name }, ...more });
const rowsOf = async (query: string) => (await env.DB.prepare(query).all()).results;
const expectNothingLeft = async (at: string) => {
  expect(await env.BUCKET.head(at)).toBeNull();
  expect(await rowsOf("SELECT id FROM assets")).toEqual([]);
  expect(await rowsOf("SELECT id FROM jobs")).toEqual([]);
};

afterEach(async () => {
  await env.DB.exec("DELETE FROM assets");
});

it("deleted: the upload is refused as if it had come later, and its bytes are gone", async () => {
  const { id } = await folder("deleted");
  meanwhile = () => deleteProfile(id);
  const failure = await failureOf(await uploadTo({ storageProviderProfileId: id }));
  expect(failure).toMatchObject({ status: 404, code: "storage_provider_profile_not_found" });
  await expectNothingLeft(`deleted/${stored}`);
});

it("deleted while it was the default: whoever named no storage is asked to try again", async () => {
  const { defaultProfile } = await dataOf<{ defaultProfile: { id: string } }>(await api.get(PROFILES));
  const { id } = await folder("chosen", { isDefault: true });
  meanwhile = async () => {
    await dataOf(await api.post(`${PROFILES}/${defaultProfile.id}/set-default`));
    await deleteProfile(id);
  };
  const failure = await failureOf(await uploadTo({}));
  expect(failure).toMatchObject({ status: 503, code: "storage_unavailable" });
  await expectNothingLeft(`chosen/${stored}`);
});

it("pointed at another place: the upload is refused, for its row would speak of that place", async () => {
  const { id } = await folder("before");
  meanwhile = async () =>
    dataOf(await api.patch(`${PROFILES}/${id}`, { json: { configuration: { rootPath: "after" } } }));
  const failure = await failureOf(await uploadTo({ storageProviderProfileId: id }));
  expect(failure).toMatchObject({ status: 503, code: "storage_unavailable" });
  await expectNothingLeft(`before/${stored}`);
});

it.each([
  ["renamed", (id: string) => api.patch(`${PROFILES}/${id}`, { json: { name: "another name" } })],
  ["disabled", (id: string) => api.patch(`${PROFILES}/${id}`, { json: { isEnabled: false } })],
])("%s: the upload was accepted and ends well", async (name, change) => {
  const { id } = await folder(name);
  meanwhile = async () => dataOf(await change(id));
  const asset = await dataOf<{ id: string }>(await uploadTo({ storageProviderProfileId: id }));
  expect(await assetOf(asset.id)).toMatchObject({ status: "ready", storageProviderProfileId: id });
  const content = await api.get(`/content/${stored}`, { bearer: null });
  expect(content.status).toBe(200);
  const { status } = await dataOf<{ status: string }>(await api.delete(`${PROFILES}/${id}`));
  expect(status).toBe("disabled");
});

it("no longer the default: the upload stays where it was put", async () => {
  const { defaultProfile } = await dataOf<{ defaultProfile: { id: string } }>(await api.get(PROFILES));
  const { id } = await folder("other");
  meanwhile = async () => dataOf(await api.post(`${PROFILES}/${id}/set-default`));
  const asset = await dataOf<{ id: string }>(await uploadTo({}));
  expect(await assetOf(asset.id)).toMatchObject({ storageProviderProfileId: defaultProfile.id });
  await dataOf(await api.post(`${PROFILES}/${defaultProfile.id}/set-default`));
});

it("a removal in a storage whose profile is gone is forgotten, for nobody has its keys any more", async () => {
  const { id } = await createProfile({
    name: "gone",
    providerType: "s3",
    configuration: { endpoint: inject("s3"), bucket: "privacy", region: "auto" },
    secretConfiguration: { accessKey: ACCESS_KEY, secretKey: SECRET_KEY },
  });
  await deleteProfile(id);
  await env.DB.prepare(
    "INSERT INTO removals (storage_provider_profile_id, storage_key, tentative, run_after, created_at) VALUES (?, 'k', 1, 0, 0)",
  )
    .bind(id)
    .run();
  await new World(Date.now()).sweep();
  expect(await rowsOf("SELECT * FROM removals")).toEqual([]);
});
