/** Pages of other origins may call the API: with a bearer, never with cookies. */
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./router.ts";

const ALLOWED_HEADERS = [
  "Authorization",
  "Content-Type",
  "Accept",
  "Range",
  "If-None-Match",
  "MCP-Protocol-Version",
];

export const crossOrigin = createMiddleware<AppEnv>((c, next) => {
  const origins = c.var.services.settings.corsAllowedOrigins;
  return cors({
    origin: origins.includes("*") ? "*" : origins,
    allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    allowHeaders: [...ALLOWED_HEADERS, ...alsoAsked(c.req.header("access-control-request-headers"))],
    exposeHeaders: [
      "Location",
      "ETag",
      "Content-Range",
      "Accept-Ranges",
      "Content-Length",
      "WWW-Authenticate",
      "MCP-Protocol-Version",
    ],
    maxAge: 86_400,
  })(c, next);
});

function alsoAsked(header = ""): string[] {
  const known = ALLOWED_HEADERS.map((name) => name.toLowerCase());
  const asked = header.split(",").map((name) => name.trim());
  return asked.filter((name) => name !== "" && !known.includes(name.toLowerCase()));
}
