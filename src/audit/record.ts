/** Writing the audit log: one mechanism for every door. */
import { newId } from "../assets/identity.ts";
import type { Principal } from "../auth/permissions.ts";
import { accountOf, insertAuditRecord } from "../database/audit.ts";
import type { Services } from "../services.ts";
import type { AuditRecord, Deed, Outcome } from "./entry.ts";

const TOO_MANY_REQUESTS = 429;
/** A batch may name a hundred ids; the log keeps them all and no longer text. */
const MAX_TARGET = 8192;

type Actor = Pick<AuditRecord, "actorKind" | "actorId" | "actorName" | "target">;

/**
 * Writes the entry beside the answer, which doesn't wait for it. What strangers can send without end leaves no row:
 * requests whose credential was refused, throttled sign-ins, and refresh tokens that nobody has (the request log has
 * them all).
 */
export function recordDeed(services: Services, deed: Deed): void {
  if (deed.actor === undefined && !isWorthAnEntry(deed)) return;
  const at = services.now();
  services.defer(() => write(services, deed, at));
}

/** Of what nobody is known to have done: sign-ins and refreshes, and whatever went through (a file sent by ticket). */
function isWorthAnEntry({ subject, status }: Deed): boolean {
  return subject === undefined ? outcomeOf(status) === "success" : status !== TOO_MANY_REQUESTS;
}

async function write({ db }: Services, deed: Deed, at: number): Promise<void> {
  const outcome = outcomeOf(deed.status);
  const actor =
    deed.actor === undefined
      ? await subjectAsActor({ db }, deed, outcome)
      : { ...nameOf(deed.actor), target: deed.target };
  if (actor === null) return;
  const { operation, status, errorCode, client, traceId } = deed;
  await insertAuditRecord(db, {
    id: newId(at),
    at,
    ...actor,
    target: actor.target?.slice(0, MAX_TARGET) ?? null,
    operation,
    outcome,
    status,
    errorCode,
    address: client.address === "" ? null : client.address,
    userAgent: client.userAgent,
    traceId,
  });
}

/** Who gets in is the actor; who doesn't is nobody, and the account is what it was about. */
async function subjectAsActor(
  { db }: Pick<Services, "db">,
  { subject, target }: Deed,
  outcome: Outcome,
): Promise<Actor | null> {
  if (subject === undefined) return { actorKind: "nobody", actorId: null, actorName: null, target };
  const account = await accountOf(db, subject);
  if (outcome === "success" && account !== null)
    return { actorKind: "user", actorId: account.id, actorName: account.username, target: null };
  if (account === null && "refreshTokenHash" in subject) return null;
  // A name that nobody has is not written down: people type passwords into the wrong field.
  return { actorKind: "nobody", actorId: null, actorName: null, target: account?.id ?? null };
}

function nameOf(principal: Principal): Omit<Actor, "target"> {
  if (principal.kind === "user")
    return { actorKind: "user", actorId: principal.userId, actorName: principal.username };
  const { managed, name } = principal;
  return { actorKind: "apiKey", actorId: managed?.id ?? name, actorName: name };
}

function outcomeOf(status: number): Outcome {
  if (status < 400) return "success";
  return status === 401 || status === 403 || status === TOO_MANY_REQUESTS ? "refused" : "failed";
}
