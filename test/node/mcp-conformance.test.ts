/**
 * The official conformance runner and the inspector's command line against the started server. What of the runner
 * passes, and why the rest does not apply, stands in mcp-conformance.json; a scenario that is in neither list fails.
 */
import { createServer, type Server as HttpServer, request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import list from "./mcp-conformance.json" with { type: "json" };
import { call, connect, keyOf } from "./mcp-server.ts";
import { Command, Place, ROOT, Server } from "./server.ts";

const place = new Place();
let server: Server;
let proxy: HttpServer;
beforeAll(async () => {
  server = await Server.start(place);
  proxy = await addingTheKey();
});
afterAll(async () => {
  proxy.close();
  await server.stop();
  place.remove();
});

/** The runner knows no credentials. */
async function addingTheKey(): Promise<HttpServer> {
  const { hostname, port } = new URL(server.address);
  const listening = createServer((asked, answer) => {
    const headers = { ...asked.headers, authorization: `Bearer ${keyOf(place)}` };
    const passed = request({ hostname, port, path: asked.url, method: asked.method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    asked.pipe(passed);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => listening.once("listening", resolve));
  return listening;
}

function tool(name: string, ...args: string[]): Command {
  return new Command(process.execPath, [join(ROOT, "node_modules/@modelcontextprotocol", name), ...args], {
    cwd: place.folder,
    env: { HOME: place.folder },
  });
}

describe("the conformance runner", () => {
  it("passes what applies, and the list says why the rest does not", async () => {
    const address = proxy.address();
    const port = typeof address === "object" ? address?.port : 0;
    const url = `http://127.0.0.1:${port}/mcp`;
    const command = tool("conformance/dist/index.js", "server", "--url", url, "--suite", "all");
    await command.exit();
    const outcomes = [...command.printed.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed$/gm)].map(
      ([, name = "", passed, failed]) => ({ name, passed: Number(passed), failed: Number(failed) }),
    );
    const named = (when: (outcome: (typeof outcomes)[number]) => boolean) =>
      outcomes.filter(when).map(({ name }) => name);
    expect(named(({ passed, failed }) => failed === 0 && passed > 0)).toEqual(list.passes);
    expect(named(({ passed, failed }) => failed === 0 && passed === 0)).toEqual(
      Object.keys(list.skippedByTheRunner),
    );
    expect(named(({ failed }) => failed > 0).sort()).toEqual(Object.keys(list.doesNotApply).sort());
  });
});

describe("the inspector's command line", () => {
  async function inspect(...args: string[]): Promise<Record<string, unknown>> {
    const key = `Authorization: Bearer ${keyOf(place)}`;
    const at = [`${server.address}/mcp`, "--transport", "http", "--header", key];
    const command = tool("inspector/clients/launcher/build/index.js", "--cli", ...at, "--method", ...args);
    if ((await command.exit()) !== 0) throw new Error(command.printed);
    // It has more to say beside the answer, which is the only thing that begins and ends at the margin.
    return JSON.parse(/^\{[\s\S]*?^\}$/m.exec(command.printed)?.[0] ?? "");
  }

  it("lists what the official client lists", async () => {
    const client = await connect(server, place);
    const names = (entries: unknown) => (Array.isArray(entries) ? entries : []).map(({ name }) => name);
    const { tools } = await client.listTools();
    expect(names((await inspect("tools/list")).tools)).toEqual(names(tools));
    expect(names((await inspect("prompts/list")).prompts)).toEqual(
      names((await client.listPrompts()).prompts),
    );
    const { resources } = await client.listResources();
    expect(names((await inspect("resources/list")).resources)).toEqual(names(resources));
    const { resourceTemplates } = await client.listResourceTemplates();
    const listed = (await inspect("resources/templates/list")).resourceTemplates;
    expect(names(listed)).toEqual(names(resourceTemplates));
    await client.close();
  });

  it("finds no schema that other clients would stumble over", async () => {
    await inspect("tools/list", "--strict");
  });

  it("calls, gets and reads", async () => {
    const client = await connect(server, place);
    const { skills } = await call(client, "list_skills");
    await client.close();
    expect(await inspect("tools/call", "--tool-name", "list_skills")).toMatchObject({
      structuredContent: { skills },
    });
    const assetId = "01890000-0000-7000-8000-000000000000";
    const prompt = ["--prompt-name", "inspect_asset", "--prompt-args", `assetId=${assetId}`];
    expect(JSON.stringify(await inspect("prompts/get", ...prompt))).toContain(assetId);
    const read = await inspect("resources/read", "--uri", "skill://thumbnail");
    expect(read).toMatchObject({ contents: [{ uri: "skill://thumbnail" }] });
  });
});
