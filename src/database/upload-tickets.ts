/** Upload tickets: announced once, used once, forgotten some time after they expired. */
import { eq, lte, sql } from "drizzle-orm";
import type { UploadTicket } from "../assets/upload-ticket.ts";
import type { Database, Statement } from "./database.ts";
import { uploadTickets } from "./schema.ts";

export async function insertUploadTicket(db: Database, ticket: UploadTicket): Promise<void> {
  await db.insert(uploadTickets).values(ticket);
}

export async function uploadTicketById(db: Database, id: string): Promise<UploadTicket | null> {
  return (await db.select().from(uploadTickets).where(eq(uploadTickets.id, id)).get()) ?? null;
}

/** Changes no row when the ticket is used or gone: part of the transaction that records the asset. */
export function spendUploadTicket(id: string, assetId: string): Statement {
  return sql`UPDATE upload_tickets SET asset_id = ${assetId} WHERE id = ${id} AND asset_id IS NULL`;
}

export async function forgetUploadTickets(db: Database, expiredBefore: number): Promise<void> {
  await db.delete(uploadTickets).where(lte(uploadTickets.expiresAt, expiredBefore));
}
