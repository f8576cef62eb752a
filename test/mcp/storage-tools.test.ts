/** The storage tools beside `/api/v1/system/storage/providers`. */
import { expect, it } from "vitest";
import { withoutNulls } from "../../src/mcp/nulls.ts";
import { api, dataOf, failureOf } from "../support/api.ts";
import { uploaded } from "../support/assets.ts";
import { refusalOf, resultOf, UNKNOWN_ID } from "./mcp.ts";

const PROVIDERS = "/api/v1/system/storage/providers";

async function profiles(): Promise<{ id: string; isDefault: boolean }[]> {
  const overview = await dataOf<{ profiles: { id: string; isDefault: boolean }[] }>(await api.get(PROVIDERS));
  return overview.profiles;
}

const S3 = {
  name: "Far away",
  providerType: "s3",
  configuration: { endpoint: "https://s3.example.com", bucket: "pictures", region: "eu-west-1" },
  secretConfiguration: { accessKey: "AKIDEXAMPLE", secretKey: "a secret that stays here" },
};

it("lists what the overview has", async () => {
  expect(await resultOf("list_storage_profiles")).toEqual({ profiles: withoutNulls(await profiles()) });
});

it("creates, changes, chooses and deletes, and never tells a secret", async () => {
  const created = await resultOf("create_storage_profile", { ...S3, displayName: null });
  const { id } = created;
  const read = async () => withoutNulls((await profiles()).find((profile) => profile.id === id));
  expect(created).toEqual(await read());
  expect(JSON.stringify(created)).not.toContain("secret that stays");

  const changed = await resultOf("update_storage_profile", { id, displayName: "Far", setAsDefault: true });
  expect(changed).toEqual(await read());
  expect(changed).toMatchObject({ displayName: "Far", isDefault: true });

  expect(await resultOf("delete_storage_profile", { id })).toEqual({
    id,
    wasDefault: true,
    status: "deleted",
    deletedAtUtc: expect.stringMatching(/\.\d{3}Z$/),
  });
  expect(await read()).toBeUndefined();
});

it("only disables what holds images", async () => {
  const { id } = await resultOf("create_storage_profile", {
    name: "Corner",
    providerType: "local",
    configuration: { rootPath: "corner" },
  });
  await uploaded({ storageProviderProfileId: id });
  expect(await resultOf("delete_storage_profile", { id })).toMatchObject({ status: "disabled" });
});

it.each([
  { ...S3, name: " " },
  { ...S3, providerType: "floppy" },
  { ...S3, configuration: null },
  { ...S3, configuration: { endpoint: "nowhere" } },
  { ...S3, secretConfiguration: null },
  { ...S3, isDefault: true, isEnabled: false },
])("refuses as REST does: %j", async (profile) => {
  const { code } = await failureOf(await api.post(PROVIDERS, { json: profile }));
  expect(await refusalOf("create_storage_profile", profile)).toBe(code);
});

it("refuses what is no argument of it, and profiles that are not there", async () => {
  expect(await refusalOf("create_storage_profile", { ...S3, name: 5 })).toBe("tool_arguments_invalid");
  expect(await refusalOf("create_storage_profile", { ...S3, configuration: "x" })).toBe(
    "tool_arguments_invalid",
  );
  expect(await refusalOf("delete_storage_profile", { id: "x" })).toBe("tool_argument_invalid");
  for (const tool of ["update_storage_profile", "delete_storage_profile"])
    expect(await refusalOf(tool, { id: UNKNOWN_ID })).toBe("storage_provider_profile_not_found");
});
