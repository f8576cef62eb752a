/** The audit log: who did what, to which, when, from where, and how it went. One entry a write, allowed or not. */
import { z } from "zod";
import type { Principal } from "../auth/permissions.ts";
import type { Client } from "../auth/sign-in.ts";
import { Timestamp } from "../shape.ts";

export const OUTCOMES = ["success", "refused", "failed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const AuditEntry = z
  .object({
    id: z.uuid(),
    atUtc: Timestamp,
    actor: z
      .object({
        kind: z.enum(["user", "apiKey", "nobody"]),
        id: z.string().nullable().meta({ description: "A user's, a key's, or `api-key:…` of the settings" }),
        name: z.string().nullable(),
      })
      .meta({ description: "`nobody`: a sign-in or refresh that failed; `target` is the account then" }),
    operation: z.string().meta({ description: "An operation id of this API, or a tool's name" }),
    target: z
      .string()
      .nullable()
      .meta({ description: "The id that it was about; several with spaces between" }),
    outcome: z.enum(OUTCOMES),
    status: z.int(),
    errorCode: z.string().nullable(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    traceId: z.string(),
  })
  .meta({ id: "AuditEntry" });

/** Whose account a sign-in or refresh is about, before anybody is known to be signed in. */
export type Subject = { usernameKey: string } | { refreshTokenHash: string };

/** What a door knows when an operation is over. */
export interface Deed {
  operation: string;
  /** Absent when no credential was taken. */
  actor?: Principal;
  subject?: Subject;
  target: string | null;
  /** Of HTTP; a door that speaks otherwise gives the status its outcome would have had. */
  status: number;
  errorCode: string | null;
  client: Client;
  traceId: string;
}

/** A row. Times are milliseconds since 1970. */
export interface AuditRecord {
  id: string;
  at: number;
  actorKind: "user" | "apiKey" | "nobody";
  actorId: string | null;
  actorName: string | null;
  operation: string;
  target: string | null;
  outcome: Outcome;
  status: number;
  errorCode: string | null;
  address: string | null;
  userAgent: string | null;
  traceId: string;
}
