/** JSON-RPC as a client posts it. */
import { api, type Client } from "../support/api.ts";

export interface Reply {
  jsonrpc: "2.0";
  id?: string | number;
  result?: Record<string, unknown>;
  error?: { code: number; message: string; data?: Record<string, unknown> };
}

export interface ToolReply {
  content: { type: string; text?: string; data?: string; mimeType?: string }[];
  structuredContent: Record<string, unknown>;
  isError?: boolean;
}

export interface Options {
  bearer?: string | null;
  headers?: HeadersInit;
  client?: Client;
}

/** Posts anything; a string goes as it is. */
export function post(body: unknown, { bearer, headers, client = api }: Options = {}) {
  return client.post("/mcp", {
    ...(bearer === undefined ? {} : { bearer }),
    headers: { "content-type": "application/json", ...Object.fromEntries(new Headers(headers)) },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export async function rpc(method: string, params?: unknown, options: Options = {}): Promise<Reply> {
  const message = { jsonrpc: "2.0", id: 1, method, ...(params === undefined ? {} : { params }) };
  const response = await post(message, options);
  if (response.status !== 200) throw new Error(`${method}: ${response.status} ${await response.text()}`);
  return response.json<Reply>();
}

export async function callTool(name: string, given?: unknown, options: Options = {}): Promise<ToolReply> {
  const params = { name, ...(given === undefined ? {} : { arguments: given }) };
  const reply = await rpc("tools/call", params, options);
  if (reply.error !== undefined) throw new Error(`${name}: ${reply.error.code} ${reply.error.message}`);
  return reply.result as unknown as ToolReply;
}

/** The structured result of a tool that succeeded. */
export async function resultOf(
  name: string,
  given?: unknown,
  options: Options = {},
): Promise<Record<string, unknown>> {
  const { structuredContent, isError, content } = await callTool(name, given, options);
  if (isError) throw new Error(`${name}: ${JSON.stringify(structuredContent)}`);
  if (content.at(-1)?.text !== JSON.stringify(structuredContent))
    throw new Error(`${name}: text and structure differ`);
  return structuredContent;
}

/** The code of a tool that refused. */
export async function refusalOf(name: string, given?: unknown, options: Options = {}): Promise<string> {
  const { structuredContent, isError } = await callTool(name, given, options);
  if (isError !== true) throw new Error(`${name} did not refuse`);
  return (structuredContent as { error: { code: string } }).error.code;
}

export const UNKNOWN_ID = "01890000-0000-7000-8000-000000000000";
