/**
 * A tool is data: what it takes and gives, who may call it, and one call of what REST calls. Errors, permissions
 * and the shape of the answer are the same for all tools and stand here.
 */
import type {
  CallToolResult,
  ContentBlock,
  ToolAnnotations,
  Tool as ToolDescriptor,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Permission } from "../auth/permissions.ts";
import { TOOL_POLICY, type ToolName } from "../auth/tool-policy.ts";
import { AppError } from "../errors.ts";
import { assertMay, type Caller } from "./caller.ts";
import { inputSchema, outputSchema } from "./json-schema.ts";
import { withoutNulls } from "./nulls.ts";

export interface ToolDefinition<I extends z.ZodObject, O extends z.ZodObject, R extends z.input<O>> {
  name: ToolName;
  title: string;
  /** For the model: what it does, when to use it, what comes back. */
  description: string;
  effect: Effect;
  input: I;
  output: O;
  /** What the answer has beside the structured result, such as a picture. */
  content?(result: R): ContentBlock[];
  /** @throws {AppError} what REST answers in the same case */
  run(caller: Caller, input: z.output<I>): Promise<R>;
}

type Effect = "reads" | "writes" | "destroys";

const ANNOTATIONS: Record<Effect, ToolAnnotations> = {
  reads: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  writes: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  destroys: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
};

export interface Tool {
  permission: Permission;
  descriptor: ToolDescriptor;
  /** @throws what nobody foresaw; every other failure is a result with `isError` */
  call(caller: Caller, given: unknown): Promise<CallToolResult>;
}

/** An id of an asset, a profile or a workflow; any of its spellings. */
export const Id = z.guid();

export function defineTool<I extends z.ZodObject, O extends z.ZodObject, R extends z.input<O>>(
  tool: ToolDefinition<I, O, R>,
): Tool {
  const { name, title, description, effect, input, output } = tool;
  const permission = TOOL_POLICY[name];
  return {
    permission,
    descriptor: {
      name,
      title,
      description,
      inputSchema: inputSchema(input),
      outputSchema: outputSchema(output),
      annotations: ANNOTATIONS[effect],
    },
    async call(caller, given) {
      try {
        assertMay(caller, permission);
        const parsed = input.safeParse(given ?? {});
        if (!parsed.success) throw wrongArguments(parsed.error);
        const result = await tool.run(caller, parsed.data);
        return answered(output.parse(result), tool.content?.(result) ?? []);
      } catch (thrown) {
        const error = AppError.from(thrown);
        if (error.code === "internal_server_error") throw thrown;
        return refused(error);
      }
    },
  };
}

function answered(result: object, content: ContentBlock[]): CallToolResult {
  const structuredContent = Object(withoutNulls(result));
  return {
    content: [...content, { type: "text", text: JSON.stringify(structuredContent) }],
    structuredContent,
  };
}

function refused({ code, message }: AppError): CallToolResult {
  return { ...answered({ error: { code, message } }, []), isError: true };
}

function wrongArguments(error: z.ZodError): AppError {
  const [issue] = error.issues;
  const where = issue?.path.join(".") || "arguments";
  const isId = issue?.code === "invalid_format" && issue.format === "guid";
  return new AppError(
    isId ? "tool_argument_invalid" : "tool_arguments_invalid",
    `${where}: ${issue?.message ?? "not valid"}.`,
  );
}
