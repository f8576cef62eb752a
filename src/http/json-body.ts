/**
 * Takes JSON as clients really send it. An empty body, or `null`, is `null`, whatever its content type says (a browser's
 * bodiless POST names a form); property names match in any case. Everything after sees `application/json`.
 */
import { createMiddleware } from "hono/factory";
import { readBytes } from "../assets/request-bytes.ts";
import { AppError } from "../errors.ts";
import type { AppEnv } from "./router.ts";

/** Far above any real request; base64 content of a repository upsert is the largest. */
const MAX_JSON_BYTES = 24 * 1024 * 1024;

const JSON_TYPE = /^application\/([a-z0-9.+-]+\+)?json$/;
const FORM_TYPE = "application/x-www-form-urlencoded";
const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

export const jsonBody = createMiddleware<AppEnv>(async (c, next) => {
  const method = c.req.method;
  const mediaType = (c.req.header("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (method === "GET" || method === "HEAD") return next();

  const bytes = await readBytes(c.req.raw, MAX_JSON_BYTES);
  if (bytes === null)
    throw new AppError("request_invalid", `The JSON body is larger than ${MAX_JSON_BYTES} bytes.`);
  const json = parse(bytes, mediaType);
  c.req.raw = new Request(c.req.raw.url, {
    method,
    headers: withType(c.req.raw.headers),
    body: JSON.stringify(json),
  });
  await next();
});

function withType(original: Headers): Headers {
  const headers = new Headers(original);
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  return headers;
}

function parse(bytes: Uint8Array, mediaType: string): unknown {
  const text = new TextDecoder().decode(bytes).trim();
  if (text === "" || text === "null") return null;
  if (mediaType !== "" && mediaType !== FORM_TYPE && !JSON_TYPE.test(mediaType)) {
    throw new AppError("unsupported_media_type", `Send JSON (application/json), not ${mediaType}.`);
  }
  try {
    return JSON.parse(UTF_8.decode(bytes));
  } catch (cause) {
    if (mediaType === FORM_TYPE) {
      throw new AppError("unsupported_media_type", "Send JSON (application/json), not a form.", { cause });
    }
    throw new AppError("request_invalid", "The body is not valid JSON in UTF-8.", { cause });
  }
}
