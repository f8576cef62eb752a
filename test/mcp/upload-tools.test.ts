import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { api, dataOf, failureOf } from "../support/api.ts";
import { assetOf, postUpload } from "../support/assets.ts";
import { deployment } from "../support/deployment.ts";
import { sha256Hex } from "../support/digest.ts";
import { png } from "../support/images.ts";
import { callTool, refusalOf, resultOf, UNKNOWN_ID } from "./mcp.ts";

const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

describe("upload_asset", async () => {
  const bytes = await png({ note: "by base64" });
  const good = { fileName: "cat.png", contentType: "image/PNG", contentBase64: base64(bytes) };

  it("is POST /assets", async () => {
    const about = { description: "d", altText: "a", isPublic: false };
    const stored = await resultOf("upload_asset", {
      ...good,
      ...about,
      storageProviderProfileId: null,
      commitMessage: null,
    });
    const { storageKey } = await assetOf(String(stored.id));
    expect(stored).toMatchObject({
      ...about,
      contentType: "image/png",
      size: bytes.length,
    });
    expect(stored.checksumSha256).toBe(await sha256Hex(bytes));
    expect(await (await env.BUCKET.get(storageKey))?.bytes()).toEqual(bytes);
  });

  it("enriches unless told otherwise", async () => {
    const jobs = async (id: unknown) =>
      env.DB.prepare("SELECT count(*) AS n FROM jobs WHERE asset_id = ?").bind(id).first("n");
    const plain = await resultOf("upload_asset", { ...good, runEnrichment: false });
    expect(await jobs(plain.id)).toBe(0);
    expect(plain.isPublic).toBe(true);
  });

  it.each([
    [{ fileName: " ", contentType: " " }, "asset_filename_invalid"],
    [{ contentType: " ", contentBase64: " " }, "asset_content_type_missing"],
    [{ contentBase64: " ", description: "x".repeat(1001) }, "asset_file_required"],
    [{ description: "x".repeat(1001), altText: "x".repeat(1001) }, "asset_description_too_long"],
    [{ altText: "x".repeat(1001), contentType: "text/html" }, "asset_alt_text_too_long"],
    [{ contentType: "text/html", storageProviderProfileId: "x" }, "asset_content_type_not_allowed"],
    [{ storageProviderProfileId: "x", contentBase64: "!" }, "tool_argument_invalid"],
    [{ contentBase64: "!!" }, "asset_base64_invalid"],
    [{ contentBase64: `data:image/png;base64,${base64(bytes)}` }, "asset_base64_invalid"],
    [{ contentBase64: "====" }, "asset_base64_invalid"],
    [{ contentBase64: "a".repeat(16 * 1024 * 1024) }, "asset_file_too_large"],
    [{ contentType: "image/jpeg" }, "asset_content_invalid"],
    [{ storageProviderProfileId: UNKNOWN_ID }, "storage_provider_profile_not_found"],
    [{ fileName: undefined }, "tool_arguments_invalid"],
  ])("refuses %j", async (wrong, code) => {
    expect(await refusalOf("upload_asset", { ...good, ...wrong })).toBe(code);
  });
});

describe("create_upload", () => {
  it("announces a file that is then sent without a key", async () => {
    const bytes = await png({ note: "by ticket" });
    const announced = await resultOf("create_upload", {
      fileName: "dir/ticket.png",
      contentType: "image/png",
      size: bytes.length,
      sha256: (await sha256Hex(bytes)).toUpperCase(),
      altText: "a square",
      isPublic: false,
    });
    expect(announced).toEqual({
      uploadUrl: expect.stringMatching(/^http:\/\/nekohub\.test\/uploads\/[\w.-]+$/),
      method: "PUT",
      expiresAtUtc: expect.stringMatching(/\.000Z$/),
      command: `curl --fail-with-body --upload-file FILE '${announced.uploadUrl}'`,
    });
    const sent = await api.put(String(announced.uploadUrl), { bearer: null, body: bytes });
    expect(sent.status).toBe(202);
    const asset = await dataOf<{ id: string }>(sent);
    expect(sent.headers.get("location")).toBe(`/api/v1/assets/${asset.id}`);
    expect(await resultOf("get_asset", { id: asset.id })).toMatchObject({
      originalFileName: "ticket.png",
      altText: "a square",
      isPublic: false,
      checksumSha256: await sha256Hex(bytes),
    });
  });

  it.each([
    [{ fileName: "/" }, "asset_filename_invalid"],
    [{ contentType: "image/svg+xml" }, "asset_content_type_not_allowed"],
    [{ contentType: " " }, "asset_content_type_missing"],
    [{ size: 0 }, "asset_file_empty"],
    [{ size: 10_485_761 }, "asset_file_too_large"],
    [{ size: "8" }, "tool_arguments_invalid"],
    [{ sha256: "abc" }, "tool_arguments_invalid"],
    [{ description: "x".repeat(1001) }, "asset_description_too_long"],
    [{ storageProviderProfileId: "x" }, "tool_argument_invalid"],
    [{ storageProviderProfileId: UNKNOWN_ID }, "storage_provider_profile_not_found"],
  ])("refuses at once what an upload would be refused for: %j", async (wrong, code) => {
    const good = { fileName: "a.png", contentType: "image/png", size: 8 };
    expect(await refusalOf("create_upload", { ...good, ...wrong })).toBe(code);
  });
});

describe("view_image", () => {
  it("shows a picture within bounds, private ones too", async () => {
    const response = await postUpload({ file: await png({ width: 300, height: 150 }), isPublic: false });
    const { id } = await dataOf<{ id: string }>(response);
    const { content, structuredContent } = await callTool("view_image", { id, maxEdge: 100 });
    expect(structuredContent).toEqual({
      id,
      contentType: "image/webp",
      width: 100,
      height: 50,
      originalWidth: 300,
      originalHeight: 150,
    });
    expect(content[0]).toMatchObject({ type: "image", mimeType: "image/webp" });
    const bytes = Uint8Array.from(atob(content[0]?.data ?? ""), (letter) => letter.charCodeAt(0));
    expect(String.fromCharCode(...bytes.slice(8, 12))).toBe("WEBP");
    expect(content[1]).toEqual({ type: "text", text: JSON.stringify(structuredContent) });
  });

  it("never enlarges", async () => {
    const { id } = await dataOf<{ id: string }>(
      await postUpload({ file: await png({ width: 20, height: 10 }) }),
    );
    expect(await resultOf("view_image", { id })).toMatchObject({ width: 20, height: 10 });
  });

  it("refuses what is not there, and sizes nobody needs", async () => {
    expect(await refusalOf("view_image", { id: UNKNOWN_ID })).toBe("asset_not_found");
    expect(await refusalOf("view_image", { id: UNKNOWN_ID, maxEdge: 5000 })).toBe("tool_arguments_invalid");
  });
});

it("another deployment's limits hold for announcements too", async () => {
  const client = deployment({ vars: { MAX_UPLOAD_SIZE_BYTES: "100" } });
  const given = { fileName: "a.png", contentType: "image/png", size: 101 };
  expect(await refusalOf("create_upload", given, { client })).toBe("asset_file_too_large");
});

it("an announcement tells its refusals in the envelope", async () => {
  const response = await api.put("/uploads/nothing", { bearer: null, body: "x" });
  expect(response.status).toBe(404);
  expect((await failureOf(response)).code).toBe("upload_ticket_invalid");
});
