/** One message in, one answer out: a transport without sessions, streams or an opinion on `Accept`. */
import {
  isJSONRPCRequest,
  type JSONRPCMessage,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type Transport,
} from "@modelcontextprotocol/server";
import type { Answer, RpcRequest } from "./json-rpc.ts";

/** The SDK takes whole numbers and strings for ids; the contract takes any number, so the SDK is shown this one. */
export const INNER_ID = 1;

/**
 * The SDK's own HTTP transport answers 406 to a client that does not accept event streams and takes batches in any
 * revision; the contract asks for neither.
 */
export async function exchange(server: Server, request: RpcRequest): Promise<Answer> {
  const inner = { ...request, id: INNER_ID };
  if (!isJSONRPCRequest(inner)) {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, "params._meta is not what it should be.");
  }
  const answered = await new Promise<JSONRPCMessage>((resolve, reject) => {
    const transport: Transport = {
      start: async () => {},
      close: async () => {},
      send: async (message) => resolve(message),
    };
    server
      .connect(transport)
      .then(() => transport.onmessage?.(inner))
      .catch(reject);
  });
  return { ...answered, id: request.id };
}
