/** The multipart form of an upload; no more of a body is held than this deployment accepts. */
import { MultipartParseError, type MultipartPart, parseMultipart } from "@remix-run/multipart-parser";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { readDisposition } from "./content-disposition.ts";
import { isUuid } from "./identity.ts";
import { readBytes } from "./request-bytes.ts";

/** Room for every text field and the form's own lines beside the file. */
const FORM_OVERHEAD_BYTES = 1024 * 1024;
const MAX_PARTS = 64;
const MAX_PREAMBLE_BYTES = 4096;

export interface UploadForm {
  /** null = no file part; a file part has a file name. */
  file: { bytes: Uint8Array; fileName: string; contentType: string | null } | null;
  description: string | null;
  altText: string | null;
  isPublic: boolean;
  storageProviderProfileId: string | null;
  runEnrichment: boolean;
  commitMessage: string | null;
}

/**
 * @throws {AppError} `unsupported_media_type` for anything but a form, `asset_file_too_large` for a body that is larger
 * than any form with such a file, `request_invalid` for a broken form or a field that is not what it should be
 */
export async function readUploadForm(request: Request, maxSizeBytes: number): Promise<UploadForm> {
  const [mediaType = "", ...parameters] = (request.headers.get("content-type") ?? "").split(";");
  if (mediaType.trim().toLowerCase() !== "multipart/form-data") {
    throw new AppError("unsupported_media_type", "Send the file as multipart/form-data.");
  }
  const boundary = /^\s*boundary="?([^"]{1,200})"?\s*$/i;
  const named = parameters
    .map((parameter) => boundary.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  if (named === undefined || request.body === null) {
    throw new AppError("request_invalid", "The form names no boundary, or has no body.");
  }
  const bytes = await readBytes(request, maxSizeBytes + FORM_OVERHEAD_BYTES);
  if (bytes === null) throw tooLarge(maxSizeBytes);
  return toForm(readParts(bytes, named));
}

export function tooLarge(maxSizeBytes: number): AppError {
  return new AppError(
    "asset_file_too_large",
    `The file is larger than the ${maxSizeBytes} bytes this deployment accepts.`,
  );
}

interface Part {
  fileName: string | null;
  contentType: string | null;
  content: MultipartPart;
}

/** The first part of each name; names in lower case. */
function readParts(form: Uint8Array, boundary: string): Map<string, Part> {
  const parts = new Map<string, Part>();
  const limits = { maxFileSize: form.length, maxTotalSize: form.length, maxParts: MAX_PARTS };
  try {
    for (const content of parseMultipart(withoutPreamble(form, boundary), { boundary, ...limits })) {
      const { name, fileName } = readDisposition(content.headers["content-disposition"] ?? "");
      const key = name?.toLowerCase();
      if (key === undefined || parts.has(key)) continue;
      parts.set(key, { fileName, contentType: content.headers["content-type"] ?? null, content });
    }
  } catch (cause) {
    if (cause instanceof MultipartParseError)
      throw new AppError("request_invalid", `The form can't be read: ${cause.message}.`, { cause });
    // What the decoder throws.
    if (cause instanceof TypeError)
      throw new AppError("request_invalid", "The form can't be read: a field or file name is not UTF-8.", {
        cause,
      });
    throw cause;
  }
  return parts;
}

/** A form may begin with lines that mean nothing (RFC 2046, 5.1.1). */
function withoutPreamble(form: Uint8Array, boundary: string): Uint8Array {
  const head = new TextDecoder("latin1").decode(form.subarray(0, MAX_PREAMBLE_BYTES));
  if (head.startsWith(`--${boundary}`)) return form;
  const first = head.indexOf(`\r\n--${boundary}`);
  return first < 0 ? form : form.subarray(first + 2);
}

function toForm(parts: Map<string, Part>): UploadForm {
  const text = (name: string): string | null => {
    const part = parts.get(name.toLowerCase());
    const value = part === undefined || part.fileName !== null ? "" : textOf(name, part);
    return value.trim() === "" ? null : value;
  };
  const file = parts.get("file");
  const profileId = text("storageProviderProfileId")?.trim() ?? null;
  if (profileId !== null && !isUuid(profileId)) {
    throw new AppError("request_invalid", "storageProviderProfileId: not a UUID.");
  }
  return {
    file:
      file === undefined || file.fileName === null
        ? null
        : { bytes: bytesOf(file.content), fileName: file.fileName, contentType: file.contentType },
    description: text("description"),
    altText: text("altText"),
    isPublic: flag("isPublic", text("isPublic"), true),
    storageProviderProfileId: profileId,
    runEnrichment: flag("runEnrichment", text("runEnrichment"), true),
    commitMessage: text("commitMessage")?.trim() ?? null,
  };
}

/** In the charset that its part names (Java's clients say ISO-8859-1), else in UTF-8. */
function textOf(name: string, { contentType, content }: Part): string {
  const charset = /;\s*charset="?([^\s";]+)/i.exec(contentType ?? "")?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: false }).decode(content.bytes);
  } catch (cause) {
    throw new AppError("request_invalid", `${name}: not valid ${charset.slice(0, 40)}.`, { cause });
  }
}

/** A part that stands in one piece is looked at where it is; joining would copy the file. */
function bytesOf(part: MultipartPart): Uint8Array {
  const [piece] = part.content;
  return part.content.length === 1 && piece !== undefined ? piece : part.bytes;
}

const Flag = z.stringbool({ truthy: ["true"], falsy: ["false"] });

function flag(name: string, value: string | null, fallback: boolean): boolean {
  if (value === null) return fallback;
  const parsed = Flag.safeParse(value.trim());
  if (!parsed.success) throw new AppError("request_invalid", `${name}: must be true or false.`);
  return parsed.data;
}
