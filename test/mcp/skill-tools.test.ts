/** The skill and workflow tools beside their REST operations. */
import { describe, expect, it } from "vitest";
import { withoutNulls } from "../../src/mcp/nulls.ts";
import { api, dataOf, failureOf } from "../support/api.ts";
import { uploaded } from "../support/assets.ts";
import { png } from "../support/images.ts";
import { refusalOf, resultOf, rpc, UNKNOWN_ID } from "./mcp.ts";

const plain = async () => uploaded({ file: await png({ width: 300, height: 200 }), runEnrichment: false });

describe("list_skills", () => {
  it("is GET /assets/skills", async () => {
    const skills = await dataOf<object[]>(await api.get("/api/v1/assets/skills"));
    expect(await resultOf("list_skills")).toEqual({ skills });
  });
});

describe("skill:// resources", async () => {
  const { skills } = (await resultOf("list_skills")) as { skills: { skillName: string }[] };

  it("are listed, one a skill", async () => {
    const listed = (await rpc("resources/list")).result?.resources as { uri: string }[];
    const uris = listed.map(({ uri }) => uri);
    expect(uris).toEqual([...uris].sort());
    for (const { skillName } of skills) expect(uris).toContain(`skill://${skillName}`);
    expect(uris).toContain("skill://{name}");
  });

  it.each(["thumbnail", "THUMBNAIL"])("are read in any case: %s", async (name) => {
    const { result } = await rpc("resources/read", { uri: `skill://${name}` });
    const [content] = (result?.contents ?? []) as { text: string }[];
    const expected = skills.find(({ skillName }) => skillName === "thumbnail");
    expect(JSON.parse(content?.text ?? "")).toEqual(expected);
  });

  it.each([
    ["skill://juggle", "skill_not_found"],
    ["skill://", "resource_uri_invalid"],
    ["skill://thumbnail/steps", "resource_not_found"],
  ])("refuses %s", async (uri, code) => {
    expect((await rpc("resources/read", { uri })).error).toMatchObject({ code: -32602, data: { code } });
  });
});

describe("run_asset_skill", () => {
  it("is POST /assets/{id}/skills/{skillName}/run", async () => {
    const { id } = await plain();
    const ran = await resultOf("run_asset_skill", { assetId: id, skillName: "Thumbnail", parameters: {} });
    expect(ran).toEqual({
      succeeded: true,
      skillName: "thumbnail",
      steps: [{ name: "generate_thumbnail", succeeded: true }],
      asset: await resultOf("get_asset", { id }),
    });
  });

  it("reports failed steps, which are no error of the tool", async () => {
    const { id } = await plain();
    const ran = await resultOf("run_asset_skill", { assetId: id, skillName: "caption" });
    expect(ran).toMatchObject({
      succeeded: false,
      steps: [{ succeeded: false, errorMessage: expect.stringMatching(/./) }],
    });
  });

  it.each([
    [{ skillName: "juggle" }, "skill_not_found"],
    [{ skillName: " " }, "skill_name_required"],
    [{ assetId: UNKNOWN_ID, skillName: "thumbnail" }, "asset_not_found"],
    [{ assetId: "x", skillName: "thumbnail" }, "tool_argument_invalid"],
    [{ skillName: "thumbnail", parameters: [1] }, "tool_arguments_invalid"],
    [{}, "tool_arguments_invalid"],
  ])("refuses %j", async (given, code) => {
    const { id } = await plain();
    expect(await refusalOf("run_asset_skill", { assetId: id, ...given })).toBe(code);
  });
});

describe("list_executions", () => {
  it("is GET /assets/{id}/executions", async () => {
    const { id } = await plain();
    for (const skillName of ["thumbnail", "caption"])
      await resultOf("run_asset_skill", { assetId: id, skillName });
    const page = await dataOf<object>(await api.get(`/api/v1/assets/${id}/executions?pageSize=1&page=2`));
    const listed = await resultOf("list_executions", { assetId: id, pageSize: 1, page: 2 });
    expect(listed).toEqual(withoutNulls(page));
    expect(listed).toMatchObject({ total: 2, items: [{ skillName: "thumbnail" }] });
  });

  it("refuses what is not there, and moves nothing into bounds", async () => {
    const assetId = UNKNOWN_ID;
    expect(await refusalOf("list_executions", { assetId })).toBe("asset_not_found");
    expect(await refusalOf("list_executions", { assetId, page: 0 })).toBe("page_out_of_range");
    expect(await refusalOf("list_executions", { assetId, pageSize: 0 })).toBe("page_size_out_of_range");
    expect(await refusalOf("list_executions", { assetId, pageSize: 101 })).toBe("page_size_too_large");
  });
});

describe("list_workflows and run_workflow", () => {
  const workflow = async (...skills: string[]): Promise<{ id: string; graphJson: string }> => {
    const graphJson = JSON.stringify({ nodes: skills.map((skillId) => ({ data: { skillId } })), edges: [] });
    const json = { name: crypto.randomUUID(), graphJson };
    return dataOf(await api.post("/api/v1/system/workflows", { json }));
  };

  it("lists with skills in the place of the graph", async () => {
    const { graphJson: _, ...made } = await workflow("thumbnail", "caption");
    const { workflows } = (await resultOf("list_workflows")) as { workflows: { id: string }[] };
    const listed = workflows.find(({ id }) => id === made.id);
    expect(listed).toEqual({ ...Object(withoutNulls(made)), skillIds: ["thumbnail", "caption"] });
  });

  it("is POST /assets/{id}/workflows/{workflowId}/run", async () => {
    const { id: workflowId } = await workflow("thumbnail");
    const { id: assetId } = await plain();
    const queued = await dataOf<object>(
      await api.post(`/api/v1/assets/${assetId}/workflows/${workflowId}/run`),
    );
    expect(await resultOf("run_workflow", { assetId, workflowId })).toEqual(queued);
  });

  it("refuses as REST does", async () => {
    const { id: asset } = await plain();
    const known = await workflow("thumbnail");
    const empty = await workflow();
    const odd = await workflow("juggle");
    const cases: [string, string][] = [
      [UNKNOWN_ID, known.id],
      [asset, UNKNOWN_ID],
      [asset, empty.id],
      [asset, odd.id],
    ];
    for (const [assetId, workflowId] of cases) {
      const response = await api.post(`/api/v1/assets/${assetId}/workflows/${workflowId}/run`);
      const { code } = await failureOf(response);
      expect(await refusalOf("run_workflow", { assetId, workflowId })).toBe(code);
    }
  });
});
