/** One request's MCP server: the SDK's, with our tools, prompts and resources behind its methods. */
import { ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import { z } from "zod";
import { version } from "../../package.json";
import { may } from "../auth/permissions.ts";
import { POLICY } from "../auth/policy.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import type { Caller } from "./caller.ts";
import { CATALOGUE } from "./catalogue.ts";
import { invalidParams } from "./json-rpc.ts";
import { getPrompt, listPrompts } from "./prompts.ts";
import { listResources, listResourceTemplates, readResource } from "./resources.ts";
import { HANDSHAKE_VERSIONS, isHandshakeVersion, LATEST_HANDSHAKE_VERSION } from "./versions.ts";

const SERVER_INFO = { name: "NekoHub MCP", title: "NekoHub", version };

const CAPABILITIES = {
  tools: { listChanged: false },
  resources: { subscribe: false, listChanged: false },
  prompts: { listChanged: false },
};

const INSTRUCTIONS = `NekoHub keeps images. Find them with search_assets, read one with get_asset, see it with view_image. \
To add a file that you can reach from a command line, call create_upload and send the file to the address it returns; \
upload_asset is for small pictures whose bytes you already hold as base64. Enrichment (thumbnail, captions) runs after an \
upload; get_asset shows when it is done. Deleting cannot be undone. A tool that fails says why in error.code and error.message.`;

const Nothing = z.unknown();

/** @param given - the arguments of a `tools/call` or a `prompts/get`, whatever they are */
export function createServer(caller: Caller, given: unknown): Server {
  const server = new Server(SERVER_INFO, {
    capabilities: CAPABILITIES,
    instructions: INSTRUCTIONS,
    supportedProtocolVersions: [...HANDSHAKE_VERSIONS],
  });
  const mayRead = may(caller.principal, POLICY.getAsset);

  function answer<T>(method: string, params: z.ZodType<T>, work: (params: T) => Promise<object> | object) {
    server.setRequestHandler(method, { params }, async (parsed) => {
      try {
        return { ...(await work(parsed)) };
      } catch (thrown) {
        throw asProtocolError(thrown, caller, method);
      }
    });
  }

  answer("initialize", z.looseObject({ protocolVersion: z.string() }), ({ protocolVersion }) => ({
    protocolVersion: isHandshakeVersion(protocolVersion) ? protocolVersion : LATEST_HANDSHAKE_VERSION,
    capabilities: CAPABILITIES,
    serverInfo: SERVER_INFO,
    instructions: INSTRUCTIONS,
  }));

  answer("tools/list", Nothing, () => ({
    tools: [...CATALOGUE.values()]
      .filter((tool) => may(caller.principal, tool.permission))
      .map((tool) => tool.descriptor),
  }));
  answer("tools/call", z.looseObject({ name: z.string() }), ({ name }) => {
    const tool = CATALOGUE.get(name);
    if (tool === undefined)
      throw new ProtocolError(ProtocolErrorCode.MethodNotFound, `There is no tool ${name}.`);
    return tool.call(caller, given);
  });

  answer("resources/list", Nothing, () => ({ resources: mayRead ? listResources() : [] }));
  answer("resources/templates/list", Nothing, () => ({
    resourceTemplates: mayRead ? listResourceTemplates() : [],
  }));
  answer("resources/read", z.looseObject({ uri: z.unknown().optional() }), ({ uri }) =>
    readResource(caller, uri),
  );

  answer("prompts/list", Nothing, () => ({ prompts: mayRead ? listPrompts() : [] }));
  answer("prompts/get", z.looseObject({ name: z.string() }), ({ name }) => getPrompt(name, given));
  return server;
}

function asProtocolError(thrown: unknown, { traceId }: Caller, method: string): ProtocolError {
  if (thrown instanceof ProtocolError) return thrown;
  const error = AppError.from(thrown);
  if (error.code !== "internal_server_error") return invalidParams(error);
  log("error", "mcp request failed", { traceId, method, error });
  return new ProtocolError(ProtocolErrorCode.InternalError, error.message, { traceId });
}
