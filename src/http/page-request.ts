/** Whether a request wants a page for a person rather than an answer for a program. */
import type { HonoRequest } from "hono";
import { allowedMethods, type RegisteredRoute } from "./methods.ts";

/** What programs call answers them in the envelope, whatever they accept. */
const FOR_PROGRAMS = /^\/(api|content|mcp|openapi|oembed|uploads)(\/|$)/;

export function isPageRequest({ method, path }: Pick<HonoRequest, "method" | "path">): boolean {
  return (method === "GET" || method === "HEAD") && !FOR_PROGRAMS.test(path);
}

/** The page that is meant by an address with a slash too many at its end; null when there is none without it either. */
export function withoutSlash(routes: RegisteredRoute[], { path, url }: Pick<HonoRequest, "path" | "url">) {
  const bare = path.replace(/\/$/, "");
  if (bare === path || !allowedMethods(routes, bare).includes("GET")) return null;
  return bare + new URL(url).search;
}
