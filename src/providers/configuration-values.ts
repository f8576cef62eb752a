/** The single values of a configuration: texts, addresses and paths, each refused under its own code. */
import { z } from "zod";
import { AppError, type ErrorCode } from "../errors.ts";

/** A text, trimmed; absent, null and blank are the same. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null);

export const flag = (fallback: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? fallback);

/** The values by their shape; one of the wrong type is `code`, whichever it is. */
export function read<T extends z.ZodType>(shape: T, given: unknown, code: ErrorCode): z.infer<T> {
  const parsed = shape.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError(code, `${issue?.path.join(".")}: ${issue?.message}.`);
}

export function required(value: string | null, name: string, code: ErrorCode): string {
  if (value === null) throw new AppError(code, `${name} is missing.`);
  return value;
}

/** An absolute http(s) URL without credentials, query or fragment; slashes at its end are cut. */
export function httpUrl(value: string, name: string, code: ErrorCode): string {
  const refused = new AppError(
    code,
    `${name} has to be an absolute http(s) URL, without a query or credentials.`,
  );
  if (!URL.canParse(value)) throw refused;
  const url = new URL(value);
  const plain = url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  if (!/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(value) || !plain) throw refused;
  return url.href.replace(/\/+$/, "");
}

export function httpUrlOrNull(value: string | null, name: string, code: ErrorCode): string | null {
  return value === null ? null : httpUrl(value, name, code);
}

/** Longest path in front of a key; a key has at most 1024 bytes in R2 and S3. */
const MAX_PATH_BYTES = 512;

/**
 * A path relative to a root: `\` reads as `/`, slashes at both ends are cut.
 *
 * @returns "" for the root itself
 * @throws {AppError} `code` for an empty segment, `.`, `..`, a control character, or more than 512 bytes
 */
export function relativePath(value: string, code: ErrorCode): string {
  const path = value
    .trim()
    .replaceAll("\\", "/")
    .replace(/^\/+|\/+$/g, "");
  if (path === "") return "";
  const bad = path.split("/").some((segment) => segment.trim() === "" || segment === "." || segment === "..");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (bad || /[\u0000-\u001f\u007f]/.test(path) || new TextEncoder().encode(path).length > MAX_PATH_BYTES) {
    throw new AppError(
      code,
      `"${path.slice(0, 100)}" is not a path: no empty segments, no "." or "..", at most 512 bytes.`,
    );
  }
  return path;
}
