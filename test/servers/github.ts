/** A GitHub emulator with repositories of one user, and beside it the host of raw files, which the emulator lacks. */
import { createServer } from "node:http";
import { createEmulator } from "emulate";
import { GITHUB_OWNER, GITHUB_REPOSITORIES, GITHUB_TOKEN } from "../support/github-account.ts";
import { close, listen } from "./loopback.ts";

export async function startGithub() {
  const emulator = await createEmulator({
    service: "github",
    port: 0,
    seed: {
      tokens: { [GITHUB_TOKEN]: { login: GITHUB_OWNER, scopes: ["repo", "user"] } },
      github: { users: [{ login: GITHUB_OWNER, name: "Ada", email: "ada@example.com" }] },
    },
  });
  for (const name of GITHUB_REPOSITORIES) {
    const made = await fetch(`${emulator.url}/user/repos`, {
      method: "POST",
      headers: { authorization: `Bearer ${GITHUB_TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ name, auto_init: true, private: name.startsWith("private") }),
    });
    if (!made.ok) throw new Error(`The repository ${name} was not made: ${made.status} ${await made.text()}`);
  }
  const raw = createServer(async (incoming, outgoing) => {
    const [, owner, repo, ...rest] = (incoming.url ?? "").split("/");
    const answer = await fetch(`${emulator.url}/${owner}/${repo}/raw/${rest.join("/")}`);
    const body = Buffer.from(await answer.arrayBuffer());
    outgoing.writeHead(answer.status, { "content-length": body.length, etag: 'W/"raw"' });
    outgoing.end(incoming.method === "HEAD" ? undefined : body);
  });
  return {
    api: emulator.url,
    raw: await listen(raw),
    async stop() {
      await close(raw);
      await emulator.close();
    },
  };
}
