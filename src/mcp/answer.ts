/** From what was posted to its answer: which revision it is spoken in, and which side of the SDK takes it. */
import { createMcpHandler, isLegacyRequest, ProtocolError } from "@modelcontextprotocol/server";
import { log } from "../log.ts";
import type { Caller } from "./caller.ts";
import { exchange, INNER_ID } from "./exchange.ts";
import {
  type Answer,
  failureAnswer,
  type Id,
  idOf,
  invalidRequest,
  type RpcRequest,
  readMessage,
} from "./json-rpc.ts";
import { createServer } from "./server.ts";
import { BATCH_VERSION, isSpoken, LATEST_HANDSHAKE_VERSION } from "./versions.ts";

const VERSION_HEADER = "MCP-Protocol-Version";
const MAX_BATCH = 20;

export async function answerPost(caller: Caller, request: Request, posted: unknown): Promise<Response> {
  const version = request.headers.get(VERSION_HEADER);
  try {
    if (Array.isArray(posted)) return await answerBatch(caller, posted, version);
    const message = readMessage(posted);
    if (message.kind === "request" && (await hasEnvelope(request, message.request)))
      return spokenIn(version, await answerEnvelope(caller, request, message.request));
    if (version !== null && !isSpoken(version))
      throw invalidRequest(`The protocol revision ${version.slice(0, 40)} is not spoken here.`);
    if (message.kind === "note") return new Response(null, { status: 202 });
    const answer = await answerRequest(caller, message.request);
    return spokenIn(negotiated(answer) ?? version, Response.json(answer));
  } catch (thrown) {
    if (!(thrown instanceof ProtocolError)) throw thrown;
    return refusal(400, thrown, idOf(posted));
  }
}

/** Revisions without a handshake say in each message who speaks; the SDK knows them, and their rules. */
async function hasEnvelope(request: Request, message: RpcRequest): Promise<boolean> {
  return !(await isLegacyRequest(request, { ...message, id: INNER_ID }));
}

/** @param id - null when it could not be read, or there is none */
export function refusal(status: number, error: ProtocolError, id: Id | null = null): Response {
  return Response.json(failureAnswer(error, id), { status });
}

async function answerBatch(caller: Caller, posted: unknown[], version: string | null): Promise<Response> {
  if (version !== BATCH_VERSION)
    throw invalidRequest(`Several messages at once are for ${BATCH_VERSION} only.`);
  if (posted.length === 0 || posted.length > MAX_BATCH)
    throw invalidRequest(`Send 1 to ${MAX_BATCH} messages at once.`);
  const answers: Answer[] = [];
  for (const item of posted) {
    try {
      const message = readMessage(item);
      if (message.kind === "request") answers.push(await answerRequest(caller, message.request));
    } catch (thrown) {
      if (!(thrown instanceof ProtocolError)) throw thrown;
      answers.push(failureAnswer(thrown, idOf(item)));
    }
  }
  return answers.length === 0
    ? new Response(null, { status: 202 })
    : spokenIn(version, Response.json(answers));
}

async function answerRequest(caller: Caller, request: RpcRequest): Promise<Answer> {
  const { shown, given } = withArgumentsApart(request);
  try {
    return await exchange(createServer(caller, given), shown);
  } catch (thrown) {
    if (!(thrown instanceof ProtocolError)) throw thrown;
    return failureAnswer(thrown, request.id);
  }
}

function answerEnvelope(caller: Caller, request: Request, message: RpcRequest): Promise<Response> {
  const { shown, given } = withArgumentsApart(message);
  const handler = createMcpHandler(() => createServer(caller, given), {
    legacy: "reject",
    // Nothing here changes while somebody listens.
    maxSubscriptions: 0,
    onerror: (error) => log("info", "mcp request refused", { traceId: caller.traceId, error }),
  });
  return handler.fetch(request, { parsedBody: shown });
}

/**
 * The SDK answers −32602 to arguments that are no object. By the contract that is the tool's or the prompt's to answer, so
 * the SDK is shown none and they are given what came.
 */
function withArgumentsApart(request: RpcRequest): { shown: RpcRequest; given: unknown } {
  if (request.params === undefined) return { shown: request, given: undefined };
  const { arguments: given, ...params } = request.params;
  return { shown: { ...request, params }, given };
}

function spokenIn(version: string | null, response: Response): Response {
  if (response.status !== 200) return response;
  const stamped = new Response(response.body, response);
  stamped.headers.set(VERSION_HEADER, version ?? LATEST_HANDSHAKE_VERSION);
  return stamped;
}

/** What an answer to `initialize` settled on. */
function negotiated({ result }: Answer): string | null {
  if (typeof result !== "object" || result === null || !("protocolVersion" in result)) return null;
  return String(result.protocolVersion);
}
