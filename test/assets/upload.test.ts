import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { api, dataOf, failureOf } from "../support/api.ts";
import { assetOf, form, postUpload, uploaded } from "../support/assets.ts";
import { sha256Hex } from "../support/digest.ts";
import { png, pngBomb } from "../support/images.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("a good upload", () => {
  it("is ready in the 202, with everything that is known of it", async () => {
    const file = await png({ width: 40, height: 30 });
    const response = await postUpload({
      file,
      fileName: "C:\\photos\\Cat on Mat.PNG",
      description: "a cat",
      altText: "cat",
    });
    expect(response.status).toBe(202);
    const asset = await dataOf<Record<string, unknown>>(response);
    expect(response.headers.get("location")).toBe(`/api/v1/assets/${asset.id}`);
    expect(asset).toEqual({
      id: expect.stringMatching(UUID),
      type: "image",
      status: "ready",
      originalFileName: "Cat on Mat.PNG",
      storedFileName: expect.stringMatching(/^[0-9a-f]{32}\.png$/),
      contentType: "image/png",
      extension: ".png",
      size: file.length,
      width: 40,
      height: 30,
      checksumSha256: await sha256Hex(file),
      uploadedSha256: null,
      storageProvider: "r2",
      storageProviderProfileId: expect.stringMatching(UUID),
      storageKey: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/[0-9a-f]{32}\.png$/),
      publicUrl: `http://nekohub.test/content/${asset.storageKey}`,
      isPublic: true,
      isProcessing: true,
      description: "a cat",
      altText: "cat",
      thumbnailUrl: null,
      dominantColor: null,
      renditions: [],
      createdAtUtc: expect.stringMatching(/\.\d{3}Z$/),
      updatedAtUtc: asset.createdAtUtc,
      derivatives: [],
      structuredResults: [],
      latestExecutionSummary: null,
    });
    expect(await assetOf(String(asset.id))).toMatchObject({ id: asset.id, storageKey: asset.storageKey });
    const object = await env.BUCKET.get(String(asset.storageKey));
    expect(object && (await sha256Hex(await object.bytes()))).toBe(asset.checksumSha256);
  });

  it("takes fields in any case and any order, and blank ones as absent", async () => {
    const body = new FormData();
    body.set("ISPUBLIC", "FALSE");
    body.set("Description", "   ");
    body.set("storageProviderProfileId", "");
    body.set("File", new File([await png()], "a.png", { type: "image/png" }));
    const asset = await dataOf<Record<string, unknown>>(await api.post("/api/v1/assets", { body }));
    expect(asset).toMatchObject({ isPublic: false, publicUrl: null, description: null });
  });

  it.each([
    ["a path of Windows, its backslashes as they are", 'filename="C:\\new\\cat.png"', "cat.png"],
    ["a path of Windows, its backslashes escaped", 'filename="C:\\\\new\\\\cat.png"', "cat.png"],
    ["a quote as browsers write it", 'filename="a %22cat%22.png"', 'a "cat".png'],
    ["a quote as curl can write it", 'filename="a \\"cat\\".png"', 'a "cat".png'],
    ["UTF-8 as it is", 'filename="猫; a=b.png"', "猫; a=b.png"],
    ["UTF-8 as RFC 8187 writes it", "filename=\"cat.png\"; filename*=UTF-8''%E7%8C%AB.png", "猫.png"],
    ["Latin-1 as RFC 8187 writes it", "filename*=iso-8859-1''caf%E9.png", "café.png"],
    ["an extended name that is broken", "filename=\"cat.png\"; filename*=UTF-8''%E7.png", "cat.png"],
    ["no quotes, and parameters in other cases", "FileName=cat.png", "cat.png"],
  ])("reads %s in a file's name", async (_, name, originalFileName) => {
    const asset = await dataOf(await postForm(`form-data; name="file"; ${name}`));
    expect(asset).toMatchObject({ originalFileName, extension: ".png" });
  });

  it("reads a text in the charset that its part names", async () => {
    const pieces = [
      '--b\r\nContent-Disposition: form-data; name="description"\r\n',
      "Content-Type: text/plain; charset=ISO-8859-1\r\n\r\n",
      Uint8Array.of(0x63, 0x61, 0x66, 0xe9),
      '\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n',
      "Content-Type: image/png\r\n\r\n",
      await png(),
      "\r\n--b--\r\n",
    ];
    expect(await dataOf(await postPieces(pieces))).toMatchObject({ description: "café" });
  });

  it("takes a form that begins with lines that mean nothing", async () => {
    const response = await postForm('form-data; name="file"; filename="a.png"', { preamble: "hello\r\n" });
    expect(response.status).toBe(202);
  });

  it("keeps two uploads of the same file apart", async () => {
    const [one, two] = [await uploaded(), await uploaded()];
    expect(one.id).not.toBe(two.id);
    expect(one.checksumSha256).toBe(two.checksumSha256);
  });

  it("stores a name without an extension, with path and control characters gone", async () => {
    const asset = await uploaded({ fileName: "../../etc/pass\u0007wd\u202e" });
    expect(asset).toMatchObject({ originalFileName: "passwd", extension: "" });
    expect(asset.storageKey).toMatch(/[0-9a-f]{32}$/);
  });
});

describe("a bad upload gets its own answer", () => {
  const huge = "x".repeat(1001);
  const cases: [string, number, string, () => Promise<Response>][] = [
    [
      "no file",
      400,
      "asset_file_required",
      async () => api.post("/api/v1/assets", { body: withFields({ description: "x" }) }),
    ],
    [
      "a field named file",
      400,
      "asset_file_required",
      async () => api.post("/api/v1/assets", { body: withFields({ file: "text" }) }),
    ],
    ["no bytes", 400, "asset_file_empty", () => postUpload({ file: new Uint8Array() })],
    [
      "one byte over the limit",
      400,
      "asset_file_too_large",
      () => postUpload({ file: new Uint8Array(10_485_761) }),
    ],
    [
      "far over the limit",
      400,
      "asset_file_too_large",
      () => postUpload({ file: new Uint8Array(20_000_000) }),
    ],
    [
      "a type that is not allowed",
      400,
      "asset_content_type_not_allowed",
      () => postUpload({ contentType: "image/svg+xml" }),
    ],
    [
      "a type with parameters",
      400,
      "asset_content_type_not_allowed",
      () => postUpload({ contentType: "image/png;a=b" }),
    ],
    ["another type's bytes", 400, "asset_content_invalid", () => postUpload({ contentType: "image/jpeg" })],
    [
      "HTML under an image type",
      400,
      "asset_content_invalid",
      () => postUpload({ file: text("<!doctype html><script>1</script>") }),
    ],
    [
      "SVG under an image type",
      400,
      "asset_content_invalid",
      () => postUpload({ file: text('<svg xmlns="http://www.w3.org/2000/svg"/>') }),
    ],
    [
      "a head and nothing after",
      400,
      "asset_content_invalid",
      async () => postUpload({ file: (await png()).subarray(0, 12) }),
    ],
    ["a long description", 400, "asset_description_too_long", () => postUpload({ description: huge })],
    ["a long alt text", 400, "asset_alt_text_too_long", () => postUpload({ altText: huge })],
    ["a name that is only a path", 400, "asset_filename_invalid", () => postUpload({ fileName: "folder/" })],
    [
      "a name that is too long",
      400,
      "asset_filename_invalid",
      () => postUpload({ fileName: `${"n".repeat(509)}.png` }),
    ],
    ["visibility that is no flag", 400, "request_invalid", () => postUpload({ isPublic: "maybe" })],
    ["enrichment that is no flag", 400, "request_invalid", () => postUpload({ runEnrichment: "1" })],
    ["a profile that is no id", 400, "request_invalid", () => postUpload({ storageProviderProfileId: "x" })],
    [
      "an unknown profile",
      404,
      "storage_provider_profile_not_found",
      () => postUpload({ storageProviderProfileId: "01900000-0000-7000-8000-000000000000" }),
    ],
    ["JSON", 415, "unsupported_media_type", () => api.post("/api/v1/assets", { json: {} })],
    [
      "JSON that is none",
      415,
      "unsupported_media_type",
      () => api.post("/api/v1/assets", { body: "{", headers: { "content-type": "application/json" } }),
    ],
    [
      "bytes without a type",
      415,
      "unsupported_media_type",
      async () => api.post("/api/v1/assets", { body: await png() }),
    ],
    [
      "a name that is not UTF-8",
      400,
      "request_invalid",
      () => postForm(Uint8Array.of(...text('form-data; name="file"; filename="'), 0xc3, 0xe8, 0x22)),
    ],
    [
      "a text that is not UTF-8",
      400,
      "request_invalid",
      () => postForm('form-data; name="description"', { content: Uint8Array.of(0xff, 0xfe) }),
    ],
    ["no body at all", 415, "unsupported_media_type", () => api.post("/api/v1/assets")],
    [
      "a broken form",
      400,
      "request_invalid",
      () =>
        api.post("/api/v1/assets", {
          body: '--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nno end',
          headers: { "content-type": "multipart/form-data; boundary=b" },
        }),
    ],
    [
      "a form without a boundary",
      400,
      "request_invalid",
      () => api.post("/api/v1/assets", { body: "x", headers: { "content-type": "multipart/form-data" } }),
    ],
    [
      "a file part without a type",
      400,
      "asset_content_type_missing",
      () =>
        api.post("/api/v1/assets", {
          body: '--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nabc\r\n--b--\r\n',
          headers: { "content-type": "multipart/form-data; boundary=b" },
        }),
    ],
    [
      "a field beyond all measure",
      400,
      "asset_file_too_large",
      () => postUpload({ description: "x".repeat(13_000_000) }),
    ],
  ];

  it.each(cases)("%s → %i %s", async (_, status, code, send) => {
    const before = await objects();
    const response = await send();
    expect({ status: response.status, code: (await failureOf(response)).code }).toEqual({ status, code });
    expect(await objects()).toBe(before);
    expect((await api.get("/api/v1/system/ping")).status).toBe(200);
  });

  it("reports in the contract's order: texts before the file's size, size before its type", async () => {
    const both = await postUpload({ description: huge, file: new Uint8Array(), contentType: "text/plain" });
    expect((await failureOf(both)).code).toBe("asset_description_too_long");
    const large = await postUpload({ description: huge, file: new Uint8Array(10_485_761) });
    expect((await failureOf(large)).code).toBe("asset_description_too_long");
    const empty = await postUpload({ file: new Uint8Array(), contentType: "text/plain" });
    expect((await failureOf(empty)).code).toBe("asset_file_empty");
  });

  it("accepts what only claims to be enormous, for its header is all that upload reads", async () => {
    const asset = await uploaded({ file: await pngBomb(30_000, 30_000), runEnrichment: false });
    expect(asset).toMatchObject({ status: "ready", width: 30_000, height: 30_000 });
  });

  it("accepts exactly the limit", async () => {
    const file = new Uint8Array(10_485_760);
    file.set(await png());
    expect((await postUpload({ file, runEnrichment: false })).status).toBe(202);
  });
});

describe("who may upload", () => {
  it("nobody without a credential", async () => {
    const response = await api.post("/api/v1/assets", { body: await form(), bearer: null });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="NekoHub"');
  });
});

function withFields(fields: Record<string, string>): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return body;
}

/** A form of one part, byte for byte. */
async function postForm(
  disposition: string | Uint8Array,
  { content, preamble = "" }: { content?: Uint8Array; preamble?: string } = {},
): Promise<Response> {
  const pieces = [
    `${preamble}--b\r\nContent-Type: image/png\r\nContent-Disposition: `,
    disposition,
    "\r\n\r\n",
    content ?? (await png()),
    "\r\n--b--\r\n",
  ];
  return postPieces(pieces);
}

/** A form whose boundary is `b`. */
function postPieces(pieces: (string | Uint8Array)[]): Promise<Response> {
  return api.post("/api/v1/assets", {
    body: new Blob(pieces),
    headers: { "content-type": "multipart/form-data; boundary=b" },
  });
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

async function objects(): Promise<number> {
  return (await env.BUCKET.list()).objects.length;
}
