import { dataOf } from "../node/server.ts";

export interface Credentials {
  username: string;
  password: string;
}

/** What a browser keeps of a sign-in at the console. */
export async function signedIn(address: string, { username, password }: Credentials) {
  const response = await fetch(`${address}/api/v1/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  if (!response.ok) throw new Error(`${username} can't sign in: ${await response.text()}`);
  const session = JSON.stringify({ ...(await dataOf<object>(response)), api: "" });
  const localStorage = [{ name: "nekohub.session", value: session }];
  return { cookies: [], origins: [{ origin: address, localStorage }] };
}
