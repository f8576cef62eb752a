/**
 * `POST /mcp`: the contract's HTTP rules, before a message is looked at. They stand here because the SDK's own door
 * differs: it has no origin rule for a deployment's own address, asks for an `Accept` header, answers other
 * statuses and codes to what is no message, and takes several messages at once in any revision.
 */
import { isJsonContentType } from "@modelcontextprotocol/server";
import { readBytes } from "../assets/request-bytes.ts";
import { identifyKey } from "../auth/credentials.ts";
import { AppError } from "../errors.ts";
import { clientOf } from "../http/client.ts";
import { createRouter } from "../http/router.ts";
import type { Settings } from "../settings.ts";
import { answerPost, refusal } from "./answer.ts";
import { invalidRequest, parseError } from "./json-rpc.ts";
import { isOwnOrigin } from "./origin.ts";

/** Room for a picture of 16 MiB as base64 and what stands around it. */
const MAX_MESSAGE_BYTES = 24 * 1024 * 1024;

export const mcpRoutes = createRouter().all("/mcp", async (c) => {
  const request = c.req.raw;
  const { services, traceId } = c.var;
  const response = await answered(request, services.settings, async () => ({
    services,
    traceId,
    client: clientOf(c),
    principal: await identifyKey(services, c.req.header("authorization")),
  }));
  // An answer that the SDK made may have headers that can't be changed.
  const mutable = new Response(response.body, response);
  mutable.headers.set("Cache-Control", "no-store");
  return mutable;
});

async function answered(
  request: Request,
  settings: Settings,
  identify: () => Promise<Parameters<typeof answerPost>[0]>,
): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
  if (!isOwnOrigin(request, settings))
    return refusal(403, invalidRequest("Pages of this origin may not speak to this server."));
  const caller = await identify();
  if (!isJsonContentType(request.headers.get("content-type"))) {
    throw new AppError("unsupported_media_type", "Send JSON (application/json).");
  }
  const bytes = await readBytes(request, MAX_MESSAGE_BYTES);
  if (bytes === null)
    return refusal(413, invalidRequest(`A message has at most ${MAX_MESSAGE_BYTES} bytes.`));
  const posted = parsed(bytes);
  return posted === undefined ? refusal(400, parseError()) : answerPost(caller, request, posted);
}

/** @returns undefined for what is no JSON */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    return undefined;
  }
}
