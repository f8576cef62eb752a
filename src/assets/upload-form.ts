/** The multipart form of an upload; no more of a body is held than this deployment accepts. */
import {
  MaxFileSizeExceededError,
  MultipartParseError,
  type MultipartPart,
  parseMultipart,
} from "@remix-run/multipart-parser";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { isUuid } from "./identity.ts";
import { readBytes } from "./request-bytes.ts";

/** Room for every text field and the form's own lines beside the file. */
const FORM_OVERHEAD_BYTES = 1024 * 1024;
const MAX_PARTS = 64;

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
 * @throws {AppError} `unsupported_media_type` for anything but a form, `asset_file_too_large` as soon as that is
 * certain, `request_invalid` for a broken form or a field that is not what it should be
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
  return toForm(readParts(bytes, named, maxSizeBytes));
}

export function tooLarge(maxSizeBytes: number): AppError {
  return new AppError(
    "asset_file_too_large",
    `The file is larger than the ${maxSizeBytes} bytes this deployment accepts.`,
  );
}

function readParts(form: Uint8Array, boundary: string, maxSizeBytes: number) {
  const parts = new Map<string, MultipartPart>();
  try {
    const found = parseMultipart(form, {
      boundary,
      maxFileSize: maxSizeBytes,
      maxTotalSize: maxSizeBytes + FORM_OVERHEAD_BYTES,
      maxParts: MAX_PARTS,
    });
    for (const part of found) {
      const name = part.name?.toLowerCase();
      if (name !== undefined && !parts.has(name)) parts.set(name, part);
    }
  } catch (cause) {
    if (cause instanceof MaxFileSizeExceededError) throw tooLarge(maxSizeBytes);
    if (!(cause instanceof MultipartParseError)) throw cause;
    throw new AppError("request_invalid", `The form can't be read: ${cause.message}.`, { cause });
  }
  return parts;
}

function toForm(parts: Map<string, MultipartPart>): UploadForm {
  const text = (name: string): string | null => {
    const part = parts.get(name);
    const value = part === undefined || part.filename !== undefined ? "" : part.text;
    return value.trim() === "" ? null : value;
  };
  const file = parts.get("file");
  const profileId = text("storageproviderprofileid")?.trim() ?? null;
  if (profileId !== null && !isUuid(profileId)) {
    throw new AppError("request_invalid", "storageProviderProfileId: not a UUID.");
  }
  return {
    file:
      file?.filename === undefined
        ? null
        : {
            bytes: bytesOf(file),
            fileName: unescapeQuotes(file.filename),
            contentType: file.headers["content-type"] ?? null,
          },
    description: text("description"),
    altText: text("alttext"),
    isPublic: flag("isPublic", text("ispublic"), true),
    storageProviderProfileId: profileId,
    runEnrichment: flag("runEnrichment", text("runenrichment"), true),
    commitMessage: text("commitmessage")?.trim() ?? null,
  };
}

/** A part that stands in one piece is looked at where it is; joining would copy the file. */
function bytesOf(part: MultipartPart): Uint8Array {
  const [piece] = part.content;
  return part.content.length === 1 && piece !== undefined ? piece : part.bytes;
}

/** Browsers write a quote in a file name as `%22` (WHATWG HTML, multipart/form-data) and nothing else of the kind we keep. */
function unescapeQuotes(fileName: string): string {
  return fileName.replaceAll("%22", '"');
}

const Flag = z.stringbool({ truthy: ["true"], falsy: ["false"] });

function flag(name: string, value: string | null, fallback: boolean): boolean {
  if (value === null) return fallback;
  const parsed = Flag.safeParse(value.trim());
  if (!parsed.success) throw new AppError("request_invalid", `${name}: must be true or false.`);
  return parsed.data;
}
