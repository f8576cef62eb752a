/**
 * An OpenAI-compatible provider on loopback that checks each request strictly and misbehaves on request.
 *
 * `POST /<behaviour>/<session>/v1/chat/completions` asks; `GET /log/<session>` tells what was asked, how often an
 * answer was made (and would be billed), and which requests were not as they should be.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { close, listen } from "./loopback.ts";
import { answerTo, BEHAVIOURS, type Exchange } from "./openai-behaviours.ts";
import { checkRequest } from "./openai-request.ts";

export interface Session {
  requests: number;
  /** Answers made, also those that never arrived. */
  answered: number;
  asked: Awaited<ReturnType<typeof checkRequest>>[];
  violations: string[];
}

export async function startOpenAi(port = 0) {
  const sessions = new Map<string, Session>();
  const sessionOf = (name: string): Session => {
    const session = sessions.get(name) ?? { requests: 0, answered: 0, asked: [], violations: [] };
    sessions.set(name, session);
    return session;
  };

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing, sessionOf).catch((error: unknown) => {
      outgoing.writeHead(500).end(String(error));
    });
  });
  return {
    url: await listen(server, port),
    session: sessionOf,
    stop: () => close(server),
  };
}

async function handle(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  sessionOf: (name: string) => Session,
): Promise<void> {
  const [, behaviour = "", name = "", ...rest] = (incoming.url ?? "").split("/");
  const session = sessionOf(name);
  if (behaviour === "log") {
    outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(session));
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  session.requests += 1;
  const [kind = "", count = "0"] = behaviour.split(/-(?=\d+$)/);
  const misbehave = BEHAVIOURS[kind];
  const at = `${incoming.method} /${rest.join("/")}`;
  if (misbehave === undefined || at !== "POST /v1/chat/completions") {
    session.violations.push(`nothing is at ${incoming.url}`);
    outgoing.writeHead(404).end();
    return;
  }
  try {
    const asked = await checkRequest(incoming.headers, Buffer.concat(chunks).toString());
    session.asked.push(asked);
    const exchange: Exchange = { incoming, outgoing, asked, session, count: Number(count) };
    if (!misbehave(exchange)) answerTo(exchange);
  } catch (error) {
    session.violations.push(String(error));
    const message = `The request is not valid: ${String(error)}`;
    outgoing
      .writeHead(400, { "content-type": "application/json" })
      .end(JSON.stringify({ error: { message } }));
  }
}
