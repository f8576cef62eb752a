import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { StorageOverview } from "../../src/providers/storage-overview.ts";
import type { StorageProfileShape } from "../../src/providers/storage-profile.ts";
import { api, dataOf, failureOf } from "../support/api.ts";
import { postUpload, uploaded } from "../support/assets.ts";
import { createProfile, deleteProfile, PROFILES, S3_PROFILE } from "./profiles.ts";

const overview = async () => dataOf<StorageOverview>(await api.get(PROFILES));
const UNKNOWN = `${PROFILES}/01900000-0000-7000-8000-000000000000`;

describe("the overview", () => {
  it("begins with the built-in bucket as the default", async () => {
    const seen = await overview();
    expect(seen.profiles).toHaveLength(1);
    expect(seen.defaultProfile).toEqual(seen.profiles[0]);
    expect(seen.defaultWriteProfile).toEqual(seen.profiles[0]);
    expect(seen.profiles[0]).toMatchObject({
      name: "r2-default",
      providerType: "r2",
      isEnabled: true,
      isDefault: true,
      configurationSummary: { bucketOrContainer: "nekohub", rootPath: null, endpointHost: null },
    });
    expect(Object.keys(seen.profiles[0]?.configurationSummary ?? {})).toHaveLength(18);
    expect(Object.keys(seen.profiles[0]?.capabilities ?? {})).toHaveLength(10);
    expect(seen.runtime).toMatchObject({
      providerType: "r2",
      providerName: "r2",
      isConfigurationDriven: false,
      matchesDefaultProfileType: true,
    });
    expect(seen.alignment).toMatchObject({
      code: "runtime_matches_db_default_provider_type",
      runtimeSelectionSource: "database-default-profile",
      hasDefaultProfile: true,
      isDefaultProfileEnabled: true,
      providerTypeMatchesDefaultProfile: true,
    });
  });

  it("orders the default first, then enabled ones, then by name", async () => {
    const names = ["zebra", "Ant", "off"];
    const made = [];
    for (const name of names) {
      made.push(await createProfile({ ...S3_PROFILE, name, isEnabled: name !== "off" }));
    }
    expect((await overview()).profiles.map(({ name }) => name)).toEqual([
      "r2-default",
      "Ant",
      "zebra",
      "off",
    ]);
    for (const { id } of made) await deleteProfile(id);
  });

  it("says so when there is no default, and uploads go to the bucket without a profile", async () => {
    const before = (await overview()).profiles[0] as StorageProfileShape;
    const gone = await dataOf<Record<string, unknown>>(await api.delete(`${PROFILES}/${before.id}`));
    expect(gone).toMatchObject({ id: before.id, wasDefault: true, status: "deleted" });
    const seen = await overview();
    expect(seen).toMatchObject({ profiles: [], defaultProfile: null, defaultWriteProfile: null });
    expect(seen.runtime).toMatchObject({
      providerType: "r2",
      isConfigurationDriven: true,
      matchesDefaultProfileType: null,
    });
    expect(seen.alignment).toMatchObject({
      code: "db_default_profile_missing",
      runtimeSelectionSource: "configuration",
      hasDefaultProfile: false,
      isDefaultProfileEnabled: null,
      providerTypeMatchesDefaultProfile: null,
    });
    expect(await uploaded()).toMatchObject({ storageProvider: "r2", storageProviderProfileId: null });
    await createProfile({ name: "r2-default", providerType: "R2", isDefault: true, configuration: {} });
  });
});

describe("making a profile", () => {
  it("answers 201 with its place, keeps the spelling of its type and gives away no secret", async () => {
    const response = await api.post(PROFILES, {
      json: { ...S3_PROFILE, name: " B2 ", displayName: "  ", providerType: "S3-Compatible" },
    });
    expect(response.status).toBe(201);
    const text = await response.clone().text();
    const profile = await dataOf<StorageProfileShape>(response);
    expect(response.headers.get("location")).toBe(`${PROFILES}/${profile.id}`);
    expect(profile).toMatchObject({
      name: "B2",
      displayName: null,
      providerType: "s3-compatible",
      isEnabled: true,
      isDefault: false,
      configurationSummary: {
        providerName: "s3",
        endpointHost: "s3.example.com:8443",
        bucketOrContainer: "pictures",
        region: "eu-1",
        forcePathStyle: true,
        publicBaseUrl: null,
      },
    });
    const row = await env.DB.prepare("SELECT * FROM storage_profiles WHERE id = ?").bind(profile.id).first();
    for (const secret of ["AKIDEXAMPLE", "wJalrXUtnFEMI"]) {
      expect(text).not.toContain(secret);
      expect(JSON.stringify(row)).not.toContain(secret);
    }
    expect(row?.secret_ciphertext).toMatch(/^v1:/);
    await deleteProfile(profile.id);
  });

  it("takes property names in any case, an endpoint left out as Amazon's, and bucketOrContainer for bucket", async () => {
    const profile = await createProfile({
      Name: "aws",
      PROVIDERTYPE: "s3",
      Configuration: { BucketOrContainer: "b", REGION: "eu-west-1", ForcePathStyle: false, unknown: 1 },
      SecretConfiguration: { accesskey: "a", SecretKey: "s" },
    });
    expect(profile.configurationSummary).toMatchObject({
      endpointHost: "s3.eu-west-1.amazonaws.com",
      bucketOrContainer: "b",
      forcePathStyle: false,
    });
    await deleteProfile(profile.id);
  });

  it("reads a null flag as one that was left out", async () => {
    const made = await createProfile({ ...S3_PROFILE, displayName: null, isEnabled: null, isDefault: null });
    expect(made).toMatchObject({ displayName: null, isEnabled: true, isDefault: false });
    await patch(made.id, { isEnabled: false });
    expect(await dataOf(await patch(made.id, { isEnabled: null }))).toMatchObject({ isEnabled: false });
    await deleteProfile(made.id);
  });

  it("summarises a repository", async () => {
    const profile = await createProfile({
      name: "repo",
      providerType: "github-repo",
      configuration: {
        owner: "ada",
        repo: "pics",
        ref: "main",
        basePath: "/a\\b/",
        apiBaseUrl: "https://ghe.example/api/v3/",
      },
    });
    expect(profile.configurationSummary).toMatchObject({
      owner: "ada",
      repository: "pics",
      reference: "main",
      basePath: "a/b",
      pathPrefix: "a/b",
      visibilityPolicy: "public-only",
      apiBaseUrl: "https://ghe.example/api/v3",
      rawBaseUrl: "https://raw.githubusercontent.com",
      bucketOrContainer: null,
    });
    expect(profile.capabilities).toMatchObject({ supportsVisibilityToggle: false, isExperimental: true });
    await deleteProfile(profile.id);
  });

  it("makes the new default the only one", async () => {
    const second = await createProfile({
      name: "second",
      providerType: "local",
      isDefault: true,
      configuration: { rootPath: "second" },
    });
    const defaults = (await overview()).profiles.filter(({ isDefault }) => isDefault);
    expect(defaults.map(({ id }) => id)).toEqual([second.id]);
    await restoreDefault();
    await deleteProfile(second.id);
  });
});

describe("changing a profile", () => {
  it("replaces the configuration whole, keeps secrets that are not mentioned, and refuses to clear needed ones", async () => {
    const { id } = await createProfile({
      ...S3_PROFILE,
      configuration: { ...S3_PROFILE.configuration, publicBaseUrl: "https://cdn.example.com/" },
    });
    const kept = await patch(id, { configuration: { ...S3_PROFILE.configuration, region: "eu-2" } });
    expect((await dataOf<StorageProfileShape>(kept)).configurationSummary).toMatchObject({
      region: "eu-2",
      publicBaseUrl: null,
    });
    for (const secretConfiguration of [null, {}, { accessKey: "A***", secretKey: "s" }]) {
      const refused = await failureOf(await patch(id, { secretConfiguration }));
      expect(refused.code).toBe("storage_provider_profile_access_key_required");
    }
    const renamed = await dataOf<StorageProfileShape>(
      await patch(id, { name: "Renamed", displayName: "Shown" }),
    );
    expect(renamed).toMatchObject({ name: "Renamed", displayName: "Shown", isEnabled: true });
    expect(
      await dataOf(await patch(id, { name: "rENAMED", providerType: "r2", isDefault: true })),
    ).toMatchObject({
      name: "rENAMED",
      providerType: "s3",
      isDefault: false,
    });
    await deleteProfile(id);
  });

  it("does not let a profile point away from its assets", async () => {
    const { id } = await createProfile({
      name: "moved",
      providerType: "local",
      configuration: { rootPath: "old" },
    });
    const asset = await uploaded({ storageProviderProfileId: id });
    const away = await failureOf(await patch(id, { configuration: { rootPath: "new" } }));
    expect(away.code).toBe("storage_provider_profile_location_in_use");
    const bytes = await env.BUCKET.get(`old/${asset.storageKey}`);
    await env.BUCKET.put(`new/${asset.storageKey}`, (await bytes?.arrayBuffer()) ?? "");
    expect((await patch(id, { configuration: { rootPath: "new" } })).status).toBe(200);
  });

  it("never disables the default, nor makes a disabled one the default", async () => {
    const [chosen] = (await overview()).profiles;
    const disabling = await failureOf(await patch(chosen?.id ?? "", { isEnabled: false }));
    expect(disabling.code).toBe("storage_provider_profile_default_requires_enabled");
    const { id } = await createProfile({ ...S3_PROFILE, isEnabled: false });
    const choosing = await failureOf(await api.post(`${PROFILES}/${id}/set-default`));
    expect(choosing.code).toBe("storage_provider_profile_default_requires_enabled");
    expect((await overview()).defaultProfile?.id).toBe(chosen?.id);
    await deleteProfile(id);
  });
});

describe("what is refused", () => {
  const s3 = S3_PROFILE.configuration;
  const github = { owner: "ada", repo: "pics", ref: "main" };
  const cases: [string, object, string][] = [
    ["no type, before anything else", { name: "", configuration: 1 }, "provider_type_required"],
    ["a blank type", { name: "x", providerType: " " }, "provider_type_required"],
    ["no name, before an unknown type", { providerType: "ftp" }, "name_required"],
    ["a blank name", { name: " ", providerType: "r2" }, "name_required"],
    ["a name in another case", { name: "R2-DEFAULT", providerType: "ftp" }, "name_conflict"],
    ["an unknown type", { name: "x", providerType: "ftp" }, "provider_type_unsupported"],
    [
      "releases",
      { name: "x", providerType: "github-releases", configuration: {} },
      "provider_type_unsupported",
    ],
    ["no configuration", { name: "x", providerType: "r2" }, "configuration_required"],
    [
      "a list for a configuration",
      { name: "x", providerType: "r2", configuration: [] },
      "configuration_required",
    ],
    [
      "a number for a path",
      { name: "x", providerType: "local", configuration: { rootPath: 5 } },
      "configuration_invalid",
    ],
    [
      "a word for a flag",
      { name: "x", providerType: "local", configuration: { rootPath: "a", createDirectoryIfMissing: "yes" } },
      "configuration_invalid",
    ],
    [
      "local without a path",
      { name: "x", providerType: "local", configuration: { rootPath: "/" } },
      "root_path_required",
    ],
    [
      "secrets of local",
      { name: "x", providerType: "r2", configuration: {}, secretConfiguration: { a: 1 } },
      "secret_not_supported",
    ],
    [
      "secrets that are a text",
      { name: "x", providerType: "r2", configuration: {}, secretConfiguration: "a" },
      "secret_configuration_invalid",
    ],
    [
      "a relative public address",
      { name: "x", providerType: "r2", configuration: { publicBaseUrl: "/content" } },
      "public_base_url_invalid",
    ],
    ["an endpoint that is none", withS3({ endpoint: "s3.example.com" }), "endpoint_invalid"],
    ["a blank endpoint", withS3({ endpoint: " " }), "endpoint_invalid"],
    ["an endpoint by ftp", withS3({ endpoint: "ftp://s3.example.com" }), "endpoint_invalid"],
    ["an endpoint with credentials", withS3({ endpoint: "https://a:b@s3.example.com" }), "endpoint_invalid"],
    ["no bucket", withS3({ bucket: " " }), "bucket_required"],
    ["a bucket that is a path", withS3({ bucket: "a/../b" }), "configuration_invalid"],
    ["no region", withS3({ region: null }), "region_required"],
    ["a style that is no flag", withS3({ forcePathStyle: "yes" }), "configuration_invalid"],
    ["no access key", { ...S3_PROFILE, secretConfiguration: null }, "access_key_required"],
    ["no secret key", { ...S3_PROFILE, secretConfiguration: { accessKey: "a" } }, "secret_key_required"],
    [
      "a number for a key",
      { ...S3_PROFILE, secretConfiguration: { accessKey: 1 } },
      "secret_configuration_invalid",
    ],
    ["no owner", withGithub({ owner: "" }), "github_owner_required"],
    ["an owner with a slash", withGithub({ owner: "a/b" }), "github_owner_invalid"],
    ["no repository", withGithub({ repo: "" }), "github_repo_required"],
    ["a repository that is a path", withGithub({ repo: ".." }), "github_repo_invalid"],
    ["no branch", withGithub({ ref: "" }), "github_repo_ref_required"],
    ["a branch with a space", withGithub({ ref: "my branch" }), "github_repo_ref_invalid"],
    ["a branch with a backslash", withGithub({ ref: "a\\b" }), "github_repo_ref_invalid"],
    ["a base path that climbs", withGithub({ basePath: "a/../b" }), "github_path_prefix_invalid"],
    ["a base path with a gap", withGithub({ basePath: "a//b" }), "github_path_prefix_invalid"],
    ["an unknown policy", withGithub({ visibilityPolicy: "secret" }), "github_visibility_policy_invalid"],
    [
      "a private repository without a token",
      withGithub({ visibilityPolicy: "private-token" }),
      "github_repo_token_required_for_private",
    ],
    ["a short token", withGithub({}, { token: "short" }), "github_token_invalid"],
    ["an API that is no address", withGithub({ apiBaseUrl: "api" }), "github_repo_api_base_url_invalid"],
    ["raw files at no address", withGithub({ rawBaseUrl: "raw" }), "github_repo_raw_base_url_invalid"],
    [
      "a default that is disabled",
      { ...S3_PROFILE, isDefault: true, isEnabled: false },
      "default_requires_enabled",
    ],
  ];

  it.each(cases)("%s", async (_, body, code) => {
    const response = await api.post(PROFILES, { json: body });
    expect(await failureOf(response)).toMatchObject({
      code: `storage_provider_profile_${code}`,
      status: 400,
    });
  });

  it.each([
    ["a long name", { ...S3_PROFILE, name: "n".repeat(129) }, "request_invalid"],
    ["a long display name", { ...S3_PROFILE, displayName: "n".repeat(257) }, "request_invalid"],
    ["a name that is a number", { ...S3_PROFILE, name: 5 }, "request_invalid"],
    ["no body", null, "request_invalid"],
    [
      "a root that climbs",
      { name: "x", providerType: "local", configuration: { rootPath: "../x" } },
      "storage_provider_path_invalid",
    ],
  ])("%s", async (_, body, code) => {
    expect((await failureOf(await api.post(PROFILES, { json: body }))).code).toBe(code);
  });

  it("a null where a change has to say something", async () => {
    const { id } = await createProfile(S3_PROFILE);
    expect((await failureOf(await patch(id, { configuration: null }))).code).toBe(
      "storage_provider_profile_configuration_required",
    );
    expect((await failureOf(await patch(id, { name: null }))).code).toBe(
      "storage_provider_profile_name_required",
    );
    expect((await failureOf(await patch(id, { name: "R2-default" }))).code).toBe(
      "storage_provider_profile_name_conflict",
    );
    await deleteProfile(id);
  });

  it("what does not exist", async () => {
    for (const answer of [
      await api.patch(UNKNOWN, { json: {} }),
      await api.delete(UNKNOWN),
      await api.post(`${UNKNOWN}/set-default`),
      await api.delete(`${PROFILES}/not-an-id`),
    ]) {
      expect(await failureOf(answer)).toMatchObject({
        code: "storage_provider_profile_not_found",
        status: 404,
      });
    }
  });

  function withS3(configuration: object) {
    return { ...S3_PROFILE, configuration: { ...s3, ...configuration } };
  }
  function withGithub(configuration: object, secretConfiguration: object | null = null) {
    const name = "repository";
    return {
      name,
      providerType: "github-repo",
      configuration: { ...github, ...configuration },
      secretConfiguration,
    };
  }
});

describe("where uploads go", () => {
  it("into the named profile, under its folder, with a key that does not show it", async () => {
    const { id } = await createProfile({
      name: "folder",
      providerType: "local",
      configuration: { rootPath: "in/here" },
    });
    const asset = await uploaded({ storageProviderProfileId: id });
    expect(asset).toMatchObject({ storageProvider: "local", storageProviderProfileId: id });
    expect(asset.storageKey).toMatch(/^\d{4}\//);
    expect(await env.BUCKET.head(`in/here/${asset.storageKey}`)).not.toBeNull();
    const content = await api.get(new URL(asset.publicUrl ?? "").pathname, { bearer: null });
    expect(content.status).toBe(200);

    const retired = await dataOf<Record<string, unknown>>(await api.delete(`${PROFILES}/${id}`));
    expect(retired).toMatchObject({ id, wasDefault: false, status: "disabled" });
    expect((await failureOf(await postUpload({ storageProviderProfileId: id }))).code).toBe(
      "storage_provider_profile_disabled",
    );
    expect((await api.get(new URL(asset.publicUrl ?? "").pathname, { bearer: null })).status).toBe(200);
    await api.delete(`/api/v1/assets/${asset.id}`);
    expect(await env.BUCKET.head(`in/here/${asset.storageKey}`)).toBeNull();
    expect(await dataOf(await api.delete(`${PROFILES}/${id}`))).toMatchObject({ status: "deleted" });
  });
});

it("is for those who may", async () => {
  expect((await api.get(PROFILES, { bearer: null })).status).toBe(401);
  expect((await api.post(PROFILES, { bearer: null, json: S3_PROFILE })).status).toBe(401);
});

async function patch(id: string, json: object): Promise<Response> {
  return api.patch(`${PROFILES}/${id}`, { json });
}

async function restoreDefault(): Promise<void> {
  const { profiles } = await overview();
  const builtIn = profiles.find(({ name }) => name === "r2-default");
  expect((await api.post(`${PROFILES}/${builtIn?.id}/set-default`)).status).toBe(200);
}
