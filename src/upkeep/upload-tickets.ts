/** Expired tickets are kept for a while, so that a late client is told what became of its upload. */
import { forgetUploadTickets } from "../database/upload-tickets.ts";
import type { Services } from "../services.ts";

const KEPT_MS = 86_400_000;

export async function sweepUploadTickets({ db, now }: Services): Promise<void> {
  await forgetUploadTickets(db, now() - KEPT_MS);
}
