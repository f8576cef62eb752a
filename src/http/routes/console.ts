/**
 * The door of the admin console: every console route, however deep, answers with the one shell. What the shell names
 * are exact static files, so a stale one is a true 404 and never reaches this.
 */

import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { AppError } from "../../errors.ts";
import { type AppEnv, createRouter } from "../router.ts";

const PATHS = [
  "/login",
  "/assets",
  "/assets/:rest{.+}",
  "/workflows",
  "/providers",
  "/providers/:rest{.+}",
  "/ai-providers",
  "/settings",
  "/users",
  "/keys",
  "/audit",
  "/account",
];

/** Written by the build; the static files have no host of their own, so any will do. */
const SHELL = "https://site.invalid/_app/shell";

/** The other API that this browser uses, if it does; the console sets it (src/web/console/session/api-choice.ts). */
const API_COOKIE = "nekohub-api";

export const consoleRoutes = createRouter();
for (const path of PATHS) consoleRoutes.get(path, sendShell);

async function sendShell(c: Context<AppEnv>): Promise<Response> {
  const shell = await c.env.ASSETS.fetch(SHELL);
  if (!shell.ok) throw new AppError("not_found", "The console is not built: `npm run build` makes it.");
  return new Response(c.req.method === "HEAD" ? null : shell.body, {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "private, no-cache",
      "Content-Security-Policy": policy(c),
      "Referrer-Policy": "same-origin",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    },
  });
}

/**
 * No inline script or style, nothing foreign but pictures: storages serve those from addresses of their own. The API
 * may be at another origin, which the person chose in this browser.
 */
function policy(c: Context<AppEnv>): string {
  const api = originOf(getCookie(c, API_COOKIE));
  const base = originOf(c.var.services.settings.publicBaseUrl ?? undefined);
  const others = [...new Set([api, base].filter((origin) => origin !== null))].map((origin) => ` ${origin}`);
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    `img-src 'self' blob: data: https:${others.join("")}`,
    `connect-src 'self'${api === null ? "" : ` ${api}`}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Only a well-formed http(s) origin gets into the policy: nothing else could end a directive. */
function originOf(url: string | undefined): string | null {
  if (!url || !/^https?:\/\//.test(url) || !URL.canParse(url)) return null;
  return new URL(url).origin;
}
