/** The two bodies of the API: `{"data": …}` and `{"error": {code, message, traceId, status}}`. */
import { z } from "@hono/zod-openapi";
import type { AppError } from "../errors.ts";

export const ErrorEnvelope = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      traceId: z.string().meta({ description: "Repeated in the server's log." }),
      status: z.int(),
    }),
  })
  .meta({ id: "Error" });

/** A successful response of a route's contract. */
export function data<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { "application/json": { schema: z.object({ data: schema }) } } };
}

export function failure(description: string) {
  return { description, content: { "application/json": { schema: ErrorEnvelope } } };
}

export function errorResponse(error: AppError, traceId: string): Response {
  const { code, message, status } = error;
  return Response.json({ error: { code, message, traceId, status } }, { status, headers: error.headers });
}
