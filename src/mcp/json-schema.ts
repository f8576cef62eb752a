/** From a zod shape to the JSON Schema that a model reads: in one piece, and without what says nothing. */
import { z } from "zod";

type JsonSchema = z.core.JSONSchema.BaseSchema;

export interface ObjectSchema extends Record<string, unknown> {
  type: "object";
}

/** What a tool takes. More arguments than these are ignored, but nobody should be led to send them. */
export function inputSchema(shape: z.ZodObject): ObjectSchema {
  return { ...objectSchema(z.toJSONSchema(shape, { io: "input" }), "kept"), additionalProperties: false };
}

/** What a tool gives. Nulls are left out of all MCP answers, so what can be null is not required. */
export function outputSchema(shape: z.ZodObject): ObjectSchema {
  return objectSchema(z.toJSONSchema(shape, { io: "output" }), "omitted");
}

type Nulls = "kept" | "omitted";

function objectSchema(root: JsonSchema, nulls: Nulls): ObjectSchema {
  return { ...plain(root, root.$defs ?? {}, nulls), type: "object" };
}

/** Definitions stand where they are used, for few clients follow a `$ref`. */
function plain(schema: JsonSchema, definitions: Record<string, JsonSchema>, nulls: Nulls): JsonSchema {
  const { $ref, $schema: _, $defs: __, id: ___, pattern, minimum, maximum, ...rest } = schema;
  const of = (part: JsonSchema) => plain(part, definitions, nulls);
  if ($ref !== undefined) {
    return { ...of(definitions[$ref.slice($ref.lastIndexOf("/") + 1)] ?? {}), ...rest };
  }
  const { anyOf, properties, required, items, type, ...kept } = rest;
  const types = Array.isArray(type) && nulls === "omitted" ? type.filter((name) => name !== "null") : type;
  const choices = anyOf
    ?.filter((choice) => nulls === "kept" || asSchema(choice).type !== "null")
    .map((choice) => of(asSchema(choice)));
  const [only, ...more] = choices ?? [];
  return {
    ...(only !== undefined && more.length === 0 ? only : {}),
    ...(types === undefined ? {} : { type: Array.isArray(types) && types.length === 1 ? types[0] : types }),
    ...kept,
    ...(more.length > 0 ? { anyOf: choices } : {}),
    // A format says it better than its pattern, and the bounds of safe integers say nothing.
    ...(pattern === undefined || kept.format !== undefined ? {} : { pattern }),
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { minimum }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
    ...(items === undefined || Array.isArray(items) ? {} : { items: of(asSchema(items)) }),
    ...(properties === undefined ? {} : { properties: mapped(properties, of) }),
    ...(required === undefined
      ? {}
      : { required: required.filter((name) => nulls === "kept" || !isNullable(properties?.[name])) }),
  };
}

function mapped(properties: Record<string, JsonSchema | boolean>, of: (schema: JsonSchema) => JsonSchema) {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, of(asSchema(schema))]));
}

function asSchema(schema: JsonSchema | boolean): JsonSchema {
  return typeof schema === "boolean" ? {} : schema;
}

/** zod writes "or null" in two ways: as a choice, or as a second type. */
function isNullable(schema: JsonSchema | boolean | undefined): boolean {
  const { type, anyOf } = asSchema(schema ?? {});
  return (
    type === "null" || (Array.isArray(type) && type.includes("null")) || (anyOf?.some(isNullable) ?? false)
  );
}
