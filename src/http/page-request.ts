/** Whether a request wants a page for a person rather than an answer for a program. */
import type { HonoRequest } from "hono";
import { allowedMethods, type RegisteredRoute } from "./methods.ts";

/** What programs call answers them in the envelope, whatever they accept. */
const FOR_PROGRAMS = /^\/(api|content|mcp|openapi|oembed|uploads)(\/|$)/i;
const FOR_PEOPLE = /^\/(gallery(\/|$)|$)/;

/** Elsewhere, such as at an address that doesn't exist, a browser says that it takes HTML; a program doesn't. */
export function isPageRequest(request: Pick<HonoRequest, "method" | "path" | "header">): boolean {
  const { method, path } = request;
  if ((method !== "GET" && method !== "HEAD") || FOR_PROGRAMS.test(path)) return false;
  return FOR_PEOPLE.test(path) || (request.header("accept") ?? "").includes("text/html");
}

/** The page that is meant by an address with a slash too many at its end; null when there is none without it either. */
export function withoutSlash(routes: RegisteredRoute[], { path, url }: Pick<HonoRequest, "path" | "url">) {
  const bare = path.replace(/\/$/, "");
  if (bare === path || !allowedMethods(routes, bare).includes("GET")) return null;
  return bare + new URL(url).search;
}
