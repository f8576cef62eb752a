/** HTTP servers on loopback, for tests to talk to. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Never hangs up first: a client that sends a request on a connection just closed for idleness has lost it.
 *
 * @param port - 0 = any free one
 * @returns its address, without a slash at the end
 */
export async function listen(server: Server, port = 0): Promise<string> {
  server.keepAliveTimeout = 0;
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
}
