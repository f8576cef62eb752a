import { env } from "cloudflare:workers";
import { describe, expect, inject, it } from "vitest";
import type { StorageTestResult } from "../../src/providers/storage-test.ts";
import { api, dataOf, failureOf } from "../support/api.ts";
import { form } from "../support/assets.ts";
import { deployment } from "../support/deployment.ts";
import { faultyPathTo } from "../support/faults.ts";
import { commitMessages } from "../support/github.ts";
import { GITHUB_OWNER, GITHUB_TOKEN } from "../support/github-account.ts";
import { ACCESS_KEY, SECRET_KEY, s3 } from "../support/s3.ts";
import { createProfile, PROFILES } from "./profiles.ts";

const s3Storage = (endpoint = inject("s3"), secretKey = SECRET_KEY) => ({
  providerType: "s3",
  configuration: { endpoint, bucket: "profiles", region: "auto" },
  secretConfiguration: { accessKey: ACCESS_KEY, secretKey },
});
const test = async (json: object | null, path = `${PROFILES}/test`) =>
  dataOf<StorageTestResult>(await api.post(path, { json }));

describe("testing a storage", () => {
  it("writes, reads, compares and deletes, and leaves nothing behind", async () => {
    const github = {
      providerType: "github-repo",
      configuration: { owner: GITHUB_OWNER, repo: "assets", ref: "main", apiBaseUrl: inject("github").api },
      secretConfiguration: { token: GITHUB_TOKEN },
    };
    for (const storage of [{ providerType: "r2", configuration: {} }, s3Storage(), github]) {
      const result = await test(storage);
      expect(result).toMatchObject({ succeeded: true, failedStep: null, errorMessage: null });
      expect(result.steps.map(({ step }) => step)).toEqual(["write", "read", "compare", "delete"]);
    }
    expect((await env.BUCKET.list()).objects).toEqual([]);
    for await (const { key } of s3("profiles").list("nekohub-connection-test/")) throw new Error(key);
    expect((await commitMessages("assets"))[0]).toBe("chore(nekohub): connection test");
  });

  it("says which step failed and why", async () => {
    const denied = await test(s3Storage(inject("s3"), "wrong"));
    expect(denied).toMatchObject({ succeeded: false, failedStep: "write" });
    expect(denied.errorMessage).toContain("denies access");
    const path = await faultyPathTo(inject("s3"));
    await path.plan({ every: 1, kind: "answer", status: 403, method: "GET" });
    const unreadable = await test(s3Storage(path.url));
    expect(unreadable).toMatchObject({ succeeded: false, failedStep: "read" });
    expect(unreadable.steps.map(({ step }) => step)).toEqual(["write", "read", "delete"]);
    await path.plan({ every: 1, kind: "answer", status: 200, method: "GET", body: "something else" });
    expect(await test(s3Storage(path.url))).toMatchObject({ failedStep: "compare" });
    await path.plan({ every: 1, kind: "answer", status: 403, method: "DELETE" });
    expect(await test(s3Storage(path.url))).toMatchObject({ failedStep: "delete" });
    expect(await test(s3Storage("http://127.0.0.1:9"))).toMatchObject({ failedStep: "write" });
  });

  it.each(["https://169.254.169.254", "http://s3.example.com", "https://minio.local", "https://[::1]:9000"])(
    "calls nothing at %s, which may be saved",
    async (endpoint) => {
      const guarded = deployment({ vars: { ALLOW_PRIVATE_NETWORK_ENDPOINTS: "false" } });
      const saved = await guarded.post(PROFILES, { json: { name: endpoint, ...s3Storage(endpoint) } });
      expect(saved.status).toBe(201);
      const { id } = await dataOf<{ id: string }>(saved);
      const result = await dataOf<StorageTestResult>(await guarded.post(`${PROFILES}/${id}/test`));
      expect(result).toMatchObject({ succeeded: false, failedStep: "write" });
      expect(result.errorMessage).toContain("ALLOW_PRIVATE_NETWORK_ENDPOINTS");
      const body = await form({ storageProviderProfileId: id });
      expect((await failureOf(await guarded.post("/api/v1/assets", { body }))).code).toBe("outbound_refused");
    },
  );

  it("tests a saved profile, with or without changes that are not saved", async () => {
    const { id } = await createProfile({ name: "tested", ...s3Storage() });
    const path = `${PROFILES}/${id}/test`;
    expect(await dataOf(await api.post(path))).toMatchObject({ succeeded: true });
    const changes = { configuration: { ...s3Storage().configuration, bucket: "no-such-bucket" } };
    expect(await test(changes, path)).toMatchObject({ succeeded: false, failedStep: "write" });
    expect(await test({ secretConfiguration: { accessKey: "a", secretKey: "b" } }, path)).toMatchObject({
      failedStep: "write",
    });
    expect(await test(null, path)).toMatchObject({ succeeded: true });
  });

  it("refuses what could not be saved either", async () => {
    const refused = async (json: object) =>
      (await failureOf(await api.post(`${PROFILES}/test`, { json }))).code;
    expect(await refused({})).toBe("storage_provider_profile_provider_type_required");
    expect(await refused({ providerType: "s3" })).toBe("storage_provider_profile_configuration_required");
    expect(await refused({ ...s3Storage(), secretConfiguration: {} })).toBe(
      "storage_provider_profile_access_key_required",
    );
    const unknown = await api.post(`${PROFILES}/01900000-0000-7000-8000-000000000000/test`);
    expect((await failureOf(unknown)).code).toBe("storage_provider_profile_not_found");
  });
});
