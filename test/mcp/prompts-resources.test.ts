import { describe, expect, it } from "vitest";
import { withoutNulls } from "../../src/mcp/nulls.ts";
import { assetOf, uploaded } from "../support/assets.ts";
import { resultOf, rpc, UNKNOWN_ID } from "./mcp.ts";

async function read(uri: unknown): Promise<unknown> {
  const { result } = await rpc("resources/read", { uri });
  const [content] = (result?.contents ?? []) as {
    uri: string;
    mimeType: string;
    type: string;
    text: string;
  }[];
  expect(content).toMatchObject({ uri, mimeType: "application/json", type: "text" });
  return JSON.parse(content?.text ?? "");
}

describe("resources", () => {
  it("are the asset, its derivatives and its results", async () => {
    const { id } = await uploaded();
    expect(await read(`asset://${id}`)).toEqual(await resultOf("get_asset", { id }));
    const { derivatives, structuredResults } = await assetOf(id);
    expect(await read(`asset://${id}/derivatives`)).toEqual({
      assetId: id,
      derivatives: withoutNulls(derivatives),
    });
    expect(await read(`asset://${id}/structured-results`)).toEqual({ assetId: id, structuredResults });
  });

  it("are listed by address, the templates too", async () => {
    const listed = (await rpc("resources/list")).result?.resources as { uri: string }[];
    const uris = listed.map(({ uri }) => uri);
    expect(uris).toEqual([...uris].sort());
    const templates = (await rpc("resources/templates/list")).result?.resourceTemplates as {
      uriTemplate: string;
    }[];
    for (const { uriTemplate } of templates) expect(uris).toContain(uriTemplate);
    expect(uris).toContain("asset://{id}/structured-results");
  });

  it.each([
    [undefined, "resource_uri_invalid"],
    [5, "resource_uri_invalid"],
    ["asset", "resource_uri_invalid"],
    ["https://example.com/a", "resource_uri_invalid"],
    ["asset://cat", "resource_uri_invalid"],
    [`asset://${UNKNOWN_ID}/secrets`, "resource_not_found"],
    [`asset://${UNKNOWN_ID}`, "asset_not_found"],
  ])("refuses %s", async (uri, code) => {
    expect((await rpc("resources/read", { uri })).error).toMatchObject({ code: -32602, data: { code } });
  });
});

describe("prompts", () => {
  it("are listed by name, with their arguments", async () => {
    expect((await rpc("prompts/list")).result?.prompts).toMatchObject([
      {
        name: "enrich_asset",
        arguments: [
          { name: "assetId", required: true },
          { name: "skillName", required: false },
        ],
      },
      { name: "inspect_asset", arguments: [{ name: "assetId", required: true }] },
      { name: "review_asset_outputs", arguments: [{ name: "assetId", required: true }] },
    ]);
  });

  const id = UNKNOWN_ID;
  const resources = [`asset://${id}`, `asset://${id}/derivatives`, `asset://${id}/structured-results`];

  it.each([
    ["inspect_asset", {}, ["get_asset", id, ...resources, "summary", "next step"]],
    ["enrich_asset", {}, ["list_skills", "run_asset_skill", id, "basic_image_enrich", ...resources]],
    [
      "enrich_asset",
      { skillName: "thumbnail" },
      ["list_skills", "run_asset_skill", id, "thumbnail", ...resources],
    ],
    ["review_asset_outputs", {}, [...resources, "findings", "re-run"]],
  ])("%s %j names what it needs", async (name, more, words) => {
    const { result } = await rpc("prompts/get", { name, arguments: { assetId: id, ...more } });
    expect(result).toMatchObject({ name, description: expect.any(String) });
    const [message] = (result?.messages ?? []) as { role: string; content: { type: string; text: string } }[];
    expect(message).toMatchObject({ role: "user", content: { type: "text" } });
    for (const word of words) expect(message?.content.text).toContain(word);
  });

  it.each([
    ["nobody", {}, -32601, "prompt_not_found"],
    ["inspect_asset", undefined, -32602, "prompt_arguments_invalid"],
    ["inspect_asset", [id], -32602, "prompt_arguments_invalid"],
    ["inspect_asset", {}, -32602, "prompt_argument_invalid"],
    ["inspect_asset", { assetId: "cat" }, -32602, "prompt_argument_invalid"],
  ])("refuses %s %j", async (name, given, code, reason) => {
    const { error } = await rpc("prompts/get", {
      name,
      ...(given === undefined ? {} : { arguments: given }),
    });
    expect(error).toMatchObject({ code, data: { code: reason } });
  });
});
