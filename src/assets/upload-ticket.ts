/**
 * Uploads in two steps: somebody who may upload announces a file and gets a ticket; whoever has the file sends it
 * with that ticket, once, soon, and without a credential.
 *
 * The ticket is used in the transaction that records the asset. So it is used exactly when the asset exists: a
 * power cut before leaves the ticket for another try, and of two senders at once one is refused.
 */
import type { KeyHolder } from "../auth/permissions.ts";
import { apiKeyById } from "../database/api-keys.ts";
import { insertUploadTicket, uploadTicketById } from "../database/upload-tickets.ts";
import { sha256Hex } from "../digest.ts";
import { AppError } from "../errors.ts";
import { type WriteTarget, writeTarget } from "../providers/storage-targets.ts";
import type { Services } from "../services.ts";
import { type Arriving, startArriving } from "./arriving.ts";
import type { AssetDetail } from "./asset.ts";
import { cleanFileName, extensionOf } from "./file-name.ts";
import { newId } from "./identity.ts";
import { allowedContentType, checkTexts } from "./inspect.ts";
import { readBytes } from "./request-bytes.ts";
import { readTicket, signTicket } from "./ticket-token.ts";
import { storageKeyIn, upload } from "./upload.ts";
import { tooLarge, type UploadForm } from "./upload-form.ts";

/** Long enough to send a large file over a slow line, too short to be found in a log later. */
const LIFETIME_SECONDS = 900;

/** What the file has to be, and everything else that an upload says of itself. */
export interface AnnouncedUpload extends Omit<UploadForm, "file"> {
  fileName: string;
  contentType: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex, of the bytes that are sent; null = not announced. */
  sha256: string | null;
}

export interface UploadTicket {
  id: string;
  announced: AnnouncedUpload;
  /** The managed key that announced it; null = a key from the settings. */
  keyId: string | null;
  keyName: string;
  assetId: string | null;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** @throws {AppError} what the upload itself would be refused for, as far as that is known before its bytes */
export async function announceUpload(
  services: Services,
  { managed, name }: KeyHolder,
  upload: AnnouncedUpload,
): Promise<{ url: string; expiresAt: number }> {
  const { settings, db, now, origin } = services;
  checkTexts(upload);
  if (upload.size < 1) throw new AppError("asset_file_empty", "The file has no bytes.");
  if (upload.size > settings.upload.maxSizeBytes) throw tooLarge(settings.upload.maxSizeBytes);
  const contentType = allowedContentType(settings, upload.contentType);
  const fileName = cleanFileName(upload.fileName);
  await writeTarget(services, upload.storageProviderProfileId);
  const expires = Math.floor(now() / 1000) + LIFETIME_SECONDS;
  const ticket: UploadTicket = {
    id: newId(now()),
    announced: { ...upload, contentType, fileName },
    keyId: managed?.id ?? null,
    keyName: name,
    assetId: null,
    expiresAt: expires * 1000,
  };
  await insertUploadTicket(db, ticket);
  const token = await signTicket(settings, ticket.id, expires);
  return { url: `${origin}/uploads/${token}`, expiresAt: ticket.expiresAt };
}

/** @throws {AppError} what an upload is refused for, and `upload_ticket_used` when somebody else was faster */
export async function uploadWithTicket(
  services: Services,
  { id, announced }: UploadTicket,
  request: Request,
): Promise<AssetDetail> {
  const { fileName, contentType } = announced;
  const target = await writeTarget(services, announced.storageProviderProfileId);
  const arriving = await towardsStorage(target, announced, services.now());
  try {
    const bytes = await announcedBytes(request, announced, arriving);
    const form = { ...announced, file: { bytes, fileName, contentType } };
    return await upload(services, form, { announced: { ticketId: id, target, arriving } });
  } catch (error) {
    await arriving?.abandon();
    const ticket = await uploadTicketById(services.db, id);
    throw ticket?.assetId == null ? error : used(ticket.assetId);
  }
}

/** @returns null = the storage gets the file as a whole */
function towardsStorage(
  target: WriteTarget,
  { fileName, contentType, size, sha256 }: AnnouncedUpload,
  now: number,
): Promise<Arriving | null> {
  const storageKey = storageKeyIn(target, now, extensionOf(fileName));
  return startArriving(target.driver, storageKey, size, { contentType, sha256 });
}

/**
 * A ticket opens nothing any more once its key is gone.
 *
 * @throws {AppError} `upload_ticket_invalid` | `upload_ticket_expired` | `upload_ticket_used`
 */
export async function openTicket({ settings, db, now }: Services, token: string): Promise<UploadTicket> {
  const signed = await readTicket(settings, token);
  if (signed === null) throw noTicket();
  const ticket = await uploadTicketById(db, signed.id);
  if (ticket?.assetId != null) throw used(ticket.assetId);
  if (signed.expires * 1000 <= now()) {
    throw new AppError("upload_ticket_expired", "This upload address has expired; ask for another one.");
  }
  const keyId = ticket?.keyId ?? null;
  if (ticket === null || (keyId !== null && (await apiKeyById(db, keyId)) === null)) throw noTicket();
  return ticket;
}

async function announcedBytes(
  request: Request,
  { size, sha256 }: AnnouncedUpload,
  arriving: Arriving | null,
): Promise<Uint8Array> {
  const bytes = await readBytes(request, size, arriving?.take);
  if (bytes === null) {
    throw new AppError(
      "asset_file_too_large",
      `The file is larger than the ${size} bytes that were announced.`,
    );
  }
  if (bytes.length === 0) throw new AppError("asset_file_empty", "The file has no bytes.");
  if (bytes.length !== size) {
    throw new AppError(
      "asset_content_invalid",
      `The file has ${bytes.length} bytes; ${size} were announced.`,
    );
  }
  const sum = sha256 === null ? null : await sha256Hex(bytes);
  if (sum !== sha256) {
    throw new AppError("asset_content_invalid", `The file's SHA-256 is ${sum}; ${sha256} was announced.`);
  }
  return bytes;
}

function noTicket(): AppError {
  return new AppError("upload_ticket_invalid", "This is no upload address of this deployment.");
}

function used(assetId: string): AppError {
  return new AppError(
    "upload_ticket_used",
    `This upload address was used already: it became the asset ${assetId}.`,
  );
}
