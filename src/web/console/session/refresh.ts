/**
 * The next token pair. However many calls wait for it, and in however many tabs, one refresh happens: within a tab
 * they share the promise, between tabs a lock lets one go first and the others take what it stored.
 */
import { send } from "./call.ts";
import { failureOf } from "./failure.ts";
import { apiAddress, keepSession, type Session, session, storedSession } from "./session.ts";

let running: { of: string; result: Promise<Session | null> } | null = null;

/**
 * @param used - the session whose access token was refused
 * @returns the session to try again with; null when the sign-in is over
 * @throws {Failure} when nobody answers: the sign-in is kept
 */
export function refreshed(used: Session): Promise<Session | null> {
  if (running?.of === used.refreshToken) return running.result;
  const result = locked(() => refreshOnce(used)).finally(() => {
    if (running?.result === result) running = null;
  });
  running = { of: used.refreshToken, result };
  return result;
}

function locked<T>(work: () => Promise<T>): Promise<T> {
  // Only secure origins have locks; elsewhere the server's grace for two simultaneous refreshes has to do.
  return navigator.locks === undefined ? work() : navigator.locks.request("nekohub.refresh", work);
}

async function refreshOnce(used: Session): Promise<Session | null> {
  const stored = storedSession();
  if (stored === null || stored.api !== used.api) return null;
  if (stored.accessToken !== used.accessToken) {
    session.set(stored);
    return stored;
  }
  const response = await send(
    "/api/v1/auth/refresh",
    { method: "POST", json: { refreshToken: used.refreshToken } },
    null,
  );
  const body = await response.text();
  // The address was changed meanwhile: these tokens belong to the API of before.
  if (apiAddress.get() !== used.api) return null;
  if (response.status === 401) {
    if (storedSession()?.refreshToken === used.refreshToken) keepSession(null);
    return null;
  }
  if (!response.ok) throw failureOf(response.status, body, response.headers.get("retry-after"));
  // Signed out while this was on its way: a late answer doesn't sign in again.
  if (storedSession()?.refreshToken !== used.refreshToken) return storedSession();
  const next: Session = { ...JSON.parse(body).data, api: used.api };
  keepSession(next);
  return next;
}
