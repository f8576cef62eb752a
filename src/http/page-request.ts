/** Whether a request wants a page for a person rather than an answer for a program. */
import type { HonoRequest } from "hono";

/** What programs call answers them in the envelope, whatever they accept. */
const FOR_PROGRAMS = /^\/(api|content|mcp|openapi|oembed|uploads)(\/|$)/;

export function isPageRequest({ method, path }: Pick<HonoRequest, "method" | "path">): boolean {
  return (method === "GET" || method === "HEAD") && !FOR_PROGRAMS.test(path);
}
