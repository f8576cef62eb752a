/**
 * Takes JSON as clients really send it. An empty body, or `null`, is `null`, whatever its content type says (a browser's
 * bodiless POST names a form); property names match in any case. Everything after sees `application/json`.
 */
import { createMiddleware } from "hono/factory";
import { AppError } from "../errors.ts";
import type { AppEnv } from "./router.ts";

/** Far above any real request; base64 content of a repository upsert is the largest. */
const MAX_JSON_BYTES = 24 * 1024 * 1024;

const JSON_TYPE = /^application\/([a-z0-9.+-]+\+)?json$/;
const FORM_TYPE = "application/x-www-form-urlencoded";

export const jsonBody = createMiddleware<AppEnv>(async (c, next) => {
  const method = c.req.method;
  const mediaType = (c.req.header("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (method === "GET" || method === "HEAD") return next();

  if (Number(c.req.header("content-length") ?? 0) > MAX_JSON_BYTES) {
    await c.req.raw.body?.cancel();
    throw new AppError("request_invalid", `The JSON body is larger than ${MAX_JSON_BYTES} bytes.`);
  }
  const text = new TextDecoder().decode(await c.req.raw.arrayBuffer());
  const json = parse(text, mediaType);
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

function parse(text: string, mediaType: string): unknown {
  if (text.trim() === "" || text.trim() === "null") return null;
  if (mediaType !== "" && mediaType !== FORM_TYPE && !JSON_TYPE.test(mediaType)) {
    throw new AppError("unsupported_media_type", `Send JSON (application/json), not ${mediaType}.`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (mediaType === FORM_TYPE) {
      throw new AppError("unsupported_media_type", "Send JSON (application/json), not a form.", { cause });
    }
    throw new AppError("request_invalid", "The body is not valid JSON.", { cause });
  }
}
