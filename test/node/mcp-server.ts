/** What the tests of the started server's MCP door share. */
import { createHash, randomBytes } from "node:crypto";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import sharp from "sharp";
import type { Place, Server } from "./server.ts";

export function keyOf(place: Place): string {
  return place.secrets.API_KEYS ?? "";
}

/** The official client, connected as anybody's would be. */
export async function connect(server: Server, place: Place): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const headers = { authorization: `Bearer ${keyOf(place)}` };
  const transport = new StreamableHTTPClientTransport(new URL("/mcp", server.address), {
    requestInit: { headers },
  });
  await client.connect(transport);
  return client;
}

/** What a tool gave; fails with its own words when it refused. */
export async function call(
  client: Client,
  name: string,
  given: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const { structuredContent, isError } = await client.callTool({ name, arguments: given });
  if (isError || typeof structuredContent !== "object" || structuredContent === null)
    throw new Error(`${name}: ${JSON.stringify(structuredContent)}`);
  return { ...structuredContent };
}

/** A JPEG of noise: nothing makes it smaller, so its size is close to what the sides say. */
export async function photo(width: number, height: number, quality = 92): Promise<Buffer> {
  const raw = { width, height, channels: 3 as const };
  return sharp(randomBytes(width * height * 3), { raw })
    .jpeg({ quality })
    .toBuffer();
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
