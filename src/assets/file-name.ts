/** The name a person gave a file: kept for people, never used as a key. */
import { AppError } from "../errors.ts";
import { MAX_FILE_NAME_LENGTH } from "./asset.ts";

/** Control characters and the marks that turn a name's direction around: they only ever deceive. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * The last path segment, trimmed.
 *
 * @throws {AppError} `asset_filename_invalid` when nothing usable is left, or more than 512 UTF-16 code units
 */
export function cleanFileName(given: string): string {
  const name = (given.split(/[/\\]/).at(-1) ?? "").replace(INVISIBLE, "").trim();
  if (name === "" || name === "." || name === "..") {
    throw new AppError("asset_filename_invalid", "The file name is empty, or only a path.");
  }
  if (name.length > MAX_FILE_NAME_LENGTH) {
    throw new AppError(
      "asset_filename_invalid",
      `The file name has ${name.length} characters; ${MAX_FILE_NAME_LENGTH} are allowed.`,
    );
  }
  return name;
}

/** Lower case with the dot, `.png`; empty when the name has none or none that fits a key. */
export function extensionOf(fileName: string): string {
  return /(\.[a-z0-9]{1,16})$/.exec(fileName.toLowerCase())?.[1] ?? "";
}
