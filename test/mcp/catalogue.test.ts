/** What the list of tools promises, for every tool there is. */
import { describe, expect, it } from "vitest";
import { TOOL_POLICY } from "../../src/auth/tool-policy.ts";
import { rpc } from "./mcp.ts";

interface Descriptor {
  name: string;
  title: string;
  description: string;
  inputSchema: Schema;
  outputSchema: Schema;
  annotations: Record<string, boolean>;
}

interface Schema {
  type: string;
  additionalProperties?: boolean;
  properties: Record<string, { description?: string }>;
  required?: string[];
}

const tools = (await rpc("tools/list")).result?.tools as Descriptor[];

const DESTROYS = /^(batch_)?delete_/;
const WRITES = /^(create|patch|run|update|upload)_/;

it("has each tool of the policy, by name", () => {
  expect(tools.map(({ name }) => name)).toEqual(Object.keys(TOOL_POLICY).sort());
});

describe.each(tools)("$name", (tool) => {
  it("speaks to the model that reads it", () => {
    expect(tool.title).not.toBe("");
    expect(tool.description.length).toBeGreaterThan(80);
    for (const argument of Object.values(tool.inputSchema.properties))
      expect(argument.description).toMatch(/./);
  });

  it("has schemas in one piece", () => {
    for (const schema of [tool.inputSchema, tool.outputSchema]) {
      expect(schema.type).toBe("object");
      expect(JSON.stringify(schema)).not.toMatch(/\$ref|\$defs/);
    }
    expect(tool.inputSchema.additionalProperties).toBe(false);
    expect(JSON.stringify(tool.outputSchema)).not.toContain('"null"');
  });

  it("says what it does to the library", () => {
    const destroys = DESTROYS.test(tool.name);
    const reads = !destroys && !WRITES.test(tool.name);
    expect(tool.annotations).toEqual({
      readOnlyHint: reads,
      destructiveHint: destroys,
      idempotentHint: reads,
      openWorldHint: false,
    });
  });
});

it("requires nothing of an answer that can be null", () => {
  const detail = tools.find(({ name }) => name === "get_asset")?.outputSchema;
  expect(detail?.required).toContain("derivatives");
  expect(detail?.required).not.toContain("originalFileName");
  expect(Object.keys(detail?.properties ?? {})).toContain("originalFileName");
});
