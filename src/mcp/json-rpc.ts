/** JSON-RPC 2.0 as the contract has it: what a message is, and how a failure reads. */
import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { AppError } from "../errors.ts";

export type Id = string | number;

export interface RpcRequest {
  jsonrpc: "2.0";
  id: Id;
  method: string;
  params?: Record<string, unknown>;
}

/** What is posted: something to answer, or something to take note of (a notification, or an answer to us). */
export type Message = { kind: "request"; request: RpcRequest } | { kind: "note" };

export interface Answer {
  jsonrpc: "2.0";
  id?: Id;
  [member: string]: unknown;
}

const Envelope = z.looseObject({
  jsonrpc: z.literal("2.0"),
  method: z.string().optional(),
  id: z.union([z.string(), z.number()]).nullish(),
});

const Params = z.record(z.string(), z.unknown()).nullish();

/** @throws {ProtocolError} −32600 for what is no message of this protocol */
export function readMessage(posted: unknown): Message {
  const parsed = Envelope.safeParse(posted);
  if (!parsed.success) throw invalidRequest("This is not a JSON-RPC 2.0 message.");
  const { method, id, params, result, error } = parsed.data;
  if (method === undefined) {
    if (id != null && (result !== undefined || error !== undefined)) return { kind: "note" };
    throw invalidRequest("The message has neither a method nor a result.");
  }
  if (id == null) return { kind: "note" };
  const named = Params.safeParse(params);
  if (!named.success) throw invalidRequest("params has to be an object.");
  return {
    kind: "request",
    request: { jsonrpc: "2.0", id, method, ...(named.data ? { params: named.data } : {}) },
  };
}

export function invalidRequest(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidRequest, message);
}

export function parseError(): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.ParseError, "The body is not JSON.");
}

/** A failure of ours, for methods that know no other way to tell it. */
export function invalidParams({ code, message }: AppError): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message, { code });
}

/** @param id - null when it could not be read */
export function failureAnswer({ code, message, data }: ProtocolError, id: Id | null): Answer {
  return {
    jsonrpc: "2.0",
    ...(id === null ? {} : { id }),
    error: { code, message, ...(data === undefined ? {} : { data }) },
  };
}

/** The id to answer with, of anything that was posted. */
export function idOf(posted: unknown): Id | null {
  const parsed = z.object({ id: z.union([z.string(), z.number()]) }).safeParse(posted);
  return parsed.success ? parsed.data.id : null;
}
