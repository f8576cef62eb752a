/** What an upload has to be, before anything of it is stored. */
import { AppError } from "../errors.ts";
import { type ImageFacts, readHeader } from "../images/header.ts";
import { stripMetadata } from "../images/metadata.ts";
import type { Services } from "../services.ts";
import type { Settings } from "../settings.ts";
import { MAX_TEXT_LENGTH } from "./asset.ts";
import { cleanFileName } from "./file-name.ts";
import { tooLarge, type UploadForm } from "./upload-form.ts";

export interface InspectedImage {
  bytes: Uint8Array;
  /** The file as it came: `bytes` themselves when nothing was taken out. */
  sent: Uint8Array;
  fileName: string;
  contentType: string;
  facts: ImageFacts;
}

/** Every check of the contract, in its order; after them nothing about the file can be refused any more. */
export function inspect({ settings }: Services, { file, description, altText }: UploadForm): InspectedImage {
  const { maxSizeBytes, stripMetadata: what } = settings.upload;
  if (file === null) throw new AppError("asset_file_required", 'Send the image as the file part "file".');
  checkTexts({ description, altText });
  if (file.bytes.length === 0) throw new AppError("asset_file_empty", "The file has no bytes.");
  if (file.bytes.length > maxSizeBytes) throw tooLarge(maxSizeBytes);
  const contentType = allowedContentType(settings, file.contentType);
  const facts = readHeader(file.bytes);
  if (facts.contentType !== contentType) {
    throw new AppError(
      "asset_content_invalid",
      `The file is declared as ${contentType} but is ${facts.contentType}.`,
    );
  }
  const fileName = cleanFileName(file.fileName);
  const bytes = what === "none" ? file.bytes : stripMetadata(file.bytes, facts.contentType, what);
  // Of a damaged file, what is left may be one that nobody can read.
  if (bytes !== file.bytes) readHeader(bytes);
  return { bytes, sent: file.bytes, fileName, contentType, facts };
}

/**
 * @returns the declared type in lower case
 * @throws {AppError} `asset_content_type_missing` | `asset_content_type_not_allowed`
 */
export function allowedContentType({ upload }: Settings, given: string | null): string {
  const declared = given?.trim().toLowerCase() ?? "";
  if (declared === "")
    throw new AppError("asset_content_type_missing", "The file part names no Content-Type.");
  if (!upload.allowedContentTypes.includes(declared)) {
    throw new AppError(
      "asset_content_type_not_allowed",
      `${declared.slice(0, 100)} is not accepted here; ${upload.allowedContentTypes.join(", ")} are.`,
    );
  }
  return declared;
}

/** @throws {AppError} `asset_description_too_long` | `asset_alt_text_too_long` */
export function checkTexts({
  description,
  altText,
}: {
  description?: string | null;
  altText?: string | null;
}): void {
  const over = (text: string | null | undefined) => (text?.length ?? 0) > MAX_TEXT_LENGTH;
  if (over(description)) {
    throw new AppError(
      "asset_description_too_long",
      `The description has more than ${MAX_TEXT_LENGTH} characters.`,
    );
  }
  if (over(altText)) {
    throw new AppError(
      "asset_alt_text_too_long",
      `The alt text has more than ${MAX_TEXT_LENGTH} characters.`,
    );
  }
}
