import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { AssetDetail } from "../../src/assets/asset.ts";
import { updateWorkflow } from "../../src/database/workflows.ts";
import type { WorkflowProfile } from "../../src/workflows/workflow.ts";
import { api, dataOf, failureOf } from "../support/api.ts";
import { form, uploaded } from "../support/assets.ts";
import { addPerson, login } from "../support/people.ts";
import { World } from "../support/world.ts";

const PATH = "/api/v1/system/workflows";
const UNKNOWN = "01900000-0000-7000-8000-000000000000";

beforeEach(() =>
  env.DB.batch(["assets", "workflows"].map((table) => env.DB.prepare(`DELETE FROM ${table}`))),
);

const graph = (...nodes: unknown[]) => JSON.stringify({ nodes, edges: [], viewport: { x: 0 } });
const node = (skillId: string, data: object = {}) => ({
  id: skillId,
  type: "skill",
  data: { skillId, ...data },
});
const VALID = { name: "Thumbnails", graphJson: graph(node("thumbnail")) };

const create = async (changes: object = {}) =>
  dataOf<WorkflowProfile>(await api.post(PATH, { json: { ...VALID, ...changes } }));
const list = async () => dataOf<WorkflowProfile[]>(await api.get(PATH));
const autoRuns = async () => (await list()).filter(({ isAutoRun }) => isAutoRun).map(({ name }) => name);

describe("keeping workflows", () => {
  it("creates one, byte for byte but for the blanks around it", async () => {
    const graphJson = `\n {"nodes" : [],\t"é": 1.50}  `;
    const response = await api.post(PATH, { json: { NAME: " My flow ", description: "  ", graphJson } });
    expect(response.status).toBe(201);
    const workflow = await dataOf<WorkflowProfile>(response);
    expect(response.headers.get("location")).toBe(`${PATH}/${workflow.id}`);
    expect(workflow).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: "My flow",
      description: null,
      isAutoRun: false,
      graphJson: graphJson.trim(),
      createdAtUtc: expect.stringMatching(/\.\d{3}Z$/),
      updatedAtUtc: workflow.createdAtUtc,
    });
    expect(await dataOf(await api.get(`${PATH}/${workflow.id}`))).toEqual(workflow);
  });

  it.each([
    [{ name: undefined }, "name_required"],
    [{ name: null }, "name_required"],
    [{ name: " " }, "name_required"],
    [{ name: "n".repeat(101) }, "name_too_long"],
    [{ name: "TAKEN" }, "name_conflict"],
    [{ description: "d".repeat(1001) }, "description_too_long"],
    [{ graphJson: undefined }, "graph_json_required"],
    [{ graphJson: "  " }, "graph_json_required"],
    [{ graphJson: "{" }, "graph_json_invalid"],
    [{ graphJson: "[]" }, "graph_json_invalid"],
    [{ graphJson: "null" }, "graph_json_invalid"],
    [{ graphJson: '"x"' }, "graph_json_invalid"],
  ])("refuses %j as %s, new or again", async (changes, code) => {
    await create({ name: "taken" });
    const { id } = await create({ name: "mine" });
    const before = await list();
    const json = { ...VALID, ...changes };
    for (const response of [await api.post(PATH, { json }), await api.put(`${PATH}/${id}`, { json })]) {
      expect([response.status, (await failureOf(response)).code]).toEqual([400, `workflow_profile_${code}`]);
    }
    expect(await list()).toEqual(before);
  });

  it("replaces everything, the default for what is left out", async () => {
    const { id, createdAtUtc } = await create({ description: "d", isAutoRun: true });
    const json = { name: "Thumbnails", graphJson: "{}" };
    const replaced = await dataOf<WorkflowProfile>(await api.put(`${PATH}/${id}`, { json }));
    expect(replaced).toMatchObject({
      id,
      description: null,
      isAutoRun: false,
      graphJson: "{}",
      createdAtUtc,
    });
    expect(await autoRuns()).toEqual([]);
  });

  it("lists the auto-run one first, then by name", async () => {
    for (const name of ["b", "A", "c"]) await create({ name, isAutoRun: name === "c" });
    expect((await list()).map(({ name }) => name)).toEqual(["c", "A", "b"]);
  });

  it("knows none that isn't there", async () => {
    for (const id of [UNKNOWN, "nonsense"]) {
      for (const [method, end, json] of [
        ["GET", ""],
        ["PUT", "", VALID],
        ["DELETE", ""],
        ["PATCH", "/autorun"],
      ] as const) {
        const response = await api.request(method, `${PATH}/${id}${end}`, { json });
        expect([response.status, (await failureOf(response)).code]).toEqual([
          404,
          "workflow_profile_not_found",
        ]);
      }
    }
  });

  it("deletes, and then none runs by itself", async () => {
    const { id } = await create({ isAutoRun: true });
    const response = await api.delete(`${PATH}/${id}`);
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(await list()).toEqual([]);
  });

  it("asks for the permission of each act", async () => {
    const person = await addPerson({ permissions: ["settings.read", "assets.read"] });
    const { accessToken: bearer } = await dataOf<{ accessToken: string }>(await login(person));
    expect((await api.get(PATH, { bearer })).status).toBe(200);
    for (const [method, path] of [
      ["POST", PATH],
      ["PUT", `${PATH}/${UNKNOWN}`],
      ["DELETE", `${PATH}/${UNKNOWN}`],
      ["PATCH", `${PATH}/${UNKNOWN}/autorun`],
      ["POST", `/api/v1/assets/${UNKNOWN}/workflows/${UNKNOWN}/run`],
    ] as const) {
      expect((await api.request(method, path, { bearer })).status).toBe(403);
    }
  });
});

describe("the auto-run workflow", () => {
  it("is one at most, whoever becomes it", async () => {
    await create({ name: "a", isAutoRun: true });
    const b = await create({ name: "b" });
    await create({ name: "c", isAutoRun: true });
    expect(await autoRuns()).toEqual(["c"]);
    for (const body of [null, "null"]) {
      const response = await api.patch(`${PATH}/${b.id}/autorun`, { body });
      expect(response.status).toBe(200);
      expect(await autoRuns()).toEqual(["b"]);
    }
    const { updatedAtUtc } = await dataOf<WorkflowProfile>(await api.get(`${PATH}/${b.id}`));
    await api.patch(`${PATH}/${b.id}/autorun`);
    expect(await dataOf(await api.get(`${PATH}/${b.id}`))).toMatchObject({ updatedAtUtc });
  });

  it("is one at most, even when several want it at once", async () => {
    const made = await Promise.all(["a", "b", "c"].map((name) => create({ name })));
    await Promise.all(made.map(({ id }) => api.patch(`${PATH}/${id}/autorun`)));
    expect(await autoRuns()).toHaveLength(1);
  });

  it("leaves alone what somebody else changes at the same moment", async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await create({ name: `before ${round}` });
      const renamed = { ...VALID, name: `after ${round}`, isAutoRun: true };
      await Promise.all([api.put(`${PATH}/${id}`, { json: renamed }), api.patch(`${PATH}/${id}/autorun`)]);
      expect(await autoRuns()).toEqual([`after ${round}`]);
    }
  });

  it("stays as it is when the workflow that should take over is deleted meanwhile", async () => {
    await create({ name: "runs", isAutoRun: true });
    const { id } = await create({ name: "gone" });
    await api.delete(`${PATH}/${id}`);
    const { services } = new World(Date.now()).services();
    expect(await updateWorkflow(services.db, id, { isAutoRun: true, updatedAt: 1 })).toBe(false);
    expect(await autoRuns()).toEqual(["runs"]);
  });
});

describe("after an upload", () => {
  const cases: [string, string, string[]][] = [
    [
      "runs its skills in the order of its nodes",
      graph(node("thumbnail"), node("generate_thumbnail")),
      ["thumbnail", "thumbnail"],
    ],
    ["passes over nodes that name no skill", graph(node("fly"), node("thumbnail")), ["thumbnail"]],
    [
      "takes a node's type when its data names none",
      graph({ type: "thumbnail" }, { type: " ", data: {} }),
      ["thumbnail"],
    ],
    ["passes over nodes that are no nodes", graph(1, null, "x", [], { data: 5, type: "thumbnail" }), []],
    ["runs nothing without nodes", graph(), []],
    ["runs nothing when its nodes are no list", '{"nodes": {"a": 1}}', []],
    ["runs nothing when it is broken", "{broken", []],
  ];

  it.each(cases)("%s", async (_, graphJson, skills) => {
    const { id: workflowId } = await create({ isAutoRun: true });
    await env.DB.prepare("UPDATE workflows SET graph_json = ? WHERE id = ?")
      .bind(graphJson, workflowId)
      .run();
    const world = new World(Date.UTC(2027, 0, 1));
    const response = await world.request("POST", "/api/v1/assets", await form());
    expect(response?.status).toBe(202);
    await world.deliver();
    const { results } = await env.DB.prepare(
      "SELECT skill_name, trigger_source FROM executions ORDER BY started_at",
    ).all();
    expect(results).toEqual(skills.map((skill_name) => ({ skill_name, trigger_source: "upload" })));
    expect((await env.DB.prepare("SELECT * FROM jobs").all()).results).toEqual([]);
  });

  it("runs nothing when enrichment was declined", async () => {
    await create({ isAutoRun: true });
    const world = new World(Date.UTC(2027, 0, 1));
    await world.request("POST", "/api/v1/assets", await form({ runEnrichment: false }));
    await world.pass(2);
    expect((await env.DB.prepare("SELECT * FROM executions").all()).results).toEqual([]);
  });
});

describe("on demand", () => {
  it("is queued at once and runs by hand", async () => {
    const { id } = await uploaded({ runEnrichment: false });
    const skills = graph(
      node("Generate_Thumbnail", { parameters: { a: 1 }, label: "x" }),
      node(" thumbnail ", { label: "kept" }),
    );
    const workflow = await create({ graphJson: skills });
    const world = new World(Date.UTC(2027, 0, 1));
    const response = await world.request("POST", `/api/v1/assets/${id}/workflows/${workflow.id}/run`);
    if (response === null) throw new Error("no answer");
    expect(response.status).toBe(202);
    expect(response.headers.get("location")).toBe(`/api/v1/assets/${id}`);
    expect(await dataOf(response)).toEqual({
      assetId: id,
      workflowId: workflow.id,
      skillIds: ["Generate_Thumbnail", "thumbnail"],
    });
    await world.deliver();
    const { results } = await env.DB.prepare(
      "SELECT skill_name, trigger_source, parameters_json FROM executions ORDER BY started_at",
    ).all();
    const run = { skill_name: "thumbnail", trigger_source: "manual" };
    expect(results).toEqual([
      { ...run, parameters_json: '{"a":1}' },
      { ...run, parameters_json: '{"label":"kept"}' },
    ]);
    const asset = await dataOf<AssetDetail>(await api.get(`/api/v1/assets/${id}`));
    expect(asset.derivatives.map(({ kind }) => kind)).toContain("thumbnail_256");
  });

  it("checks asset, workflow, graph and skills in this order", async () => {
    const { id } = await uploaded({ runEnrichment: false });
    const [empty, strange, fine] = [
      await create({ name: "empty", graphJson: "{}" }),
      await create({ name: "strange", graphJson: graph(node("fly"), node("thumbnail"), node("swim")) }),
      await create({ name: "fine" }),
    ];
    const broken = await create({ name: "broken" });
    await env.DB.prepare("UPDATE workflows SET graph_json = '[' WHERE id = ?").bind(broken.id).run();
    const cases = [
      [UNKNOWN, UNKNOWN, 404, "asset_not_found"],
      [UNKNOWN, fine.id, 404, "asset_not_found"],
      [id, UNKNOWN, 404, "workflow_profile_not_found"],
      [id, "nonsense", 404, "workflow_profile_not_found"],
      [id, broken.id, 400, "workflow_profile_graph_json_invalid"],
      [id, empty.id, 400, "workflow_profile_has_no_skills"],
      [id, strange.id, 400, "workflow_profile_contains_unsupported_skills"],
    ] as const;
    for (const [asset, workflow, status, code] of cases) {
      const response = await api.post(`/api/v1/assets/${asset}/workflows/${workflow}/run`);
      const error = await failureOf(response);
      expect([response.status, error.code]).toEqual([status, code]);
      if (workflow === strange.id) expect(error.message).toContain("fly, swim");
    }
    expect((await env.DB.prepare("SELECT * FROM jobs").all()).results).toEqual([]);
  });
});
