/** Signing in and out, and what the deployment says before anybody signs in. */
import { mayLeave, navigate } from "../routing/location.ts";
import { forgetQueries } from "../state/query.ts";
import { createStore } from "../state/store.ts";
import { call } from "./call.ts";
import { isOffline } from "./failure.ts";
import { apiAddress, keepSession, type Person, type Session, session } from "./session.ts";

export interface Deployment {
  apiKeyRequired: boolean;
  maxUploadSizeBytes: number;
  allowedContentTypes: string[];
}

/** What holds until the deployment has answered. */
const USUAL: Deployment = {
  apiKeyRequired: false,
  maxUploadSizeBytes: 10_485_760,
  allowedContentTypes: ["image/jpeg", "image/png", "image/webp", "image/gif"],
};

export const deployment = createStore<Deployment>(USUAL);
/** False while the API doesn't answer. */
export const reachable = createStore(true);

export async function readDeployment(): Promise<void> {
  try {
    deployment.set(await call<Deployment>("/api/v1/system/bootstrap", { milliseconds: 5000 }));
    reachable.set(true);
  } catch (thrown) {
    reachable.set(!isOffline(thrown));
  }
}

export async function signIn(username: string, password: string): Promise<void> {
  const pair = await call<Omit<Session, "api">>("/api/v1/auth/login", {
    method: "POST",
    json: { username, password },
  });
  forgetQueries();
  keepSession({ ...pair, api: apiAddress.get() });
}

/** Rights may have changed since the last visit. */
export async function readOwnAccount(): Promise<void> {
  try {
    const user = await call<Person>("/api/v1/auth/me");
    const now = session.get();
    if (now && JSON.stringify(now.user) !== JSON.stringify(user)) keepSession({ ...now, user });
  } catch (thrown) {
    reachable.set(!isOffline(thrown));
  }
}

/** The server hears of it if it can; here it is over at once. */
export async function signOut(): Promise<void> {
  const now = session.get();
  if (now === null || !mayLeave()) return;
  const told = call("/api/v1/auth/logout", {
    method: "POST",
    json: { refreshToken: now.refreshToken },
    keepalive: true,
  }).catch((thrown: unknown) => console.warn("The server wasn't told of the sign-out:", thrown));
  keepSession(null);
  forgetQueries();
  navigate("/login");
  await told;
}
