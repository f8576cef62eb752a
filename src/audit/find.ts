/** Reading the audit log, newest first. */
import { z } from "zod";
import { firstIdAt, isUuid } from "../assets/identity.ts";
import { countAuditRecords, listAuditRecords } from "../database/audit.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { anyCase, timestamp } from "../shape.ts";
import { AuditEntry, type AuditRecord, OUTCOMES } from "./entry.ts";

/** Counting is reading and reading is paid for: beyond this, `total` says only that there is more. */
const COUNT_UP_TO = 10_000;

const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

export const AuditFilter = z.object({
  actor: z.string().optional().meta({ description: "An actor's id" }),
  operation: z.string().optional(),
  target: z.string().optional(),
  outcome: anyCase(OUTCOMES).optional(),
  from: moment.optional().meta({ description: "From this moment on" }),
  to: moment.optional().meta({ description: "Before this moment" }),
});

export const AuditPage = z
  .object({
    items: z.array(AuditEntry),
    page: z.int(),
    pageSize: z.int(),
    total: z.int().meta({ description: `Counted up to ${COUNT_UP_TO}` }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: "AuditPage" });

/** @param cursor - `nextCursor` of the page before; `page` is only repeated then */
export async function findAuditEntries(
  { db }: Services,
  filter: z.infer<typeof AuditFilter>,
  { page, pageSize, cursor }: { page: number; pageSize: number; cursor?: string },
): Promise<z.infer<typeof AuditPage>> {
  if (cursor !== undefined && !isUuid(cursor))
    throw new AppError("request_invalid", "cursor: not one that a page of this list gave.");
  const { from, to, ...equal } = filter;
  const query = {
    ...equal,
    fromId: from === undefined ? undefined : firstIdAt(from),
    beforeId: to === undefined ? undefined : firstIdAt(to),
  };
  const offset = cursor === undefined ? (page - 1) * pageSize : 0;
  const [rows, total] = await Promise.all([
    listAuditRecords(db, query, { cursor, offset, limit: pageSize + 1 }),
    countAuditRecords(db, query, COUNT_UP_TO),
  ]);
  const items = rows.slice(0, pageSize);
  const nextCursor = rows.length > pageSize ? (items.at(-1)?.id ?? null) : null;
  return { items: items.map(toEntry), page, pageSize, total, nextCursor };
}

function toEntry({ at, actorKind, actorId, actorName, ...record }: AuditRecord): z.infer<typeof AuditEntry> {
  return { ...record, atUtc: timestamp(at), actor: { kind: actorKind, id: actorId, name: actorName } };
}
