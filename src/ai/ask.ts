/** One question about one picture to an OpenAI-compatible provider. */
import OpenAI from "openai";
import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import { AppError } from "../errors.ts";
import type { Outbound } from "../net/outbound.ts";
import { readEventStream } from "./event-stream.ts";
import { failureOf } from "./failures.ts";
import { type AiProvider, chatBase } from "./provider.ts";
import { type Reply, readReply } from "./reply.ts";

/** For everything, the second try as a stream included. */
const TIMEOUT_MS = 60_000;

/** A description is some hundred bytes; streamed word by word, some hundred thousand. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

export interface Question {
  prompt: string;
  /** `data:image/…;base64,…` */
  imageUrl: string;
}

/** What was said, and by which model. */
export interface Said {
  text: string;
  model: string;
}

/**
 * Asks once; an empty answer is asked for again as a stream, for some gateways only stream.
 *
 * @throws {AppError} with `retry` when the provider may answer later, and a reason that people can read
 */
export async function ask(outbound: Outbound, provider: AiProvider, question: Question): Promise<Said> {
  const deadline = AbortSignal.timeout(TIMEOUT_MS);
  const client = clientOf(outbound, provider, deadline);
  const request = requestOf(provider, question);
  const call = async (accept: string, stream: { stream?: true }): Promise<Reply> => {
    try {
      const body: ChatCompletionCreateParamsNonStreaming = Object.assign({ ...request }, stream);
      const response = await client.chat.completions
        .create(body, { headers: { Accept: accept }, signal: deadline })
        .asResponse();
      return isEventStream(response)
        ? readEventStream(await response.text())
        : readReply(await response.text());
    } catch (thrown) {
      throw failureOf(thrown, provider.apiKey);
    }
  };

  const whole = await call("application/json", {});
  const reply = whole.text === null ? await call("text/event-stream", { stream: true }) : whole;
  if (reply.text === null)
    throw new AppError("ai_answer_invalid", "The AI provider's answer has no content.");
  return { text: reply.text, model: reply.model ?? provider.modelName };
}

function isEventStream(response: Response): boolean {
  return /^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "");
}

/** The names under which the client would tell the provider about this machine. */
const UNSENT_HEADERS = [
  "X-Stainless-Arch",
  "X-Stainless-Lang",
  "X-Stainless-OS",
  "X-Stainless-Package-Version",
  "X-Stainless-Retry-Count",
  "X-Stainless-Runtime",
  "X-Stainless-Runtime-Version",
  "X-Stainless-Timeout",
];

function clientOf(outbound: Outbound, { apiBaseUrl, apiKey }: AiProvider, deadline: AbortSignal): OpenAI {
  return new OpenAI({
    ...chatBase(apiBaseUrl),
    apiKey,
    organization: null,
    project: null,
    // Trying again is the job's affair: it waits longer than a request may.
    maxRetries: 0,
    timeout: TIMEOUT_MS,
    logLevel: "off",
    defaultHeaders: {
      "User-Agent": "NekoHub",
      ...Object.fromEntries(UNSENT_HEADERS.map((name) => [name, null])),
    },
    fetch: (input, init) =>
      outbound(input, {
        ...init,
        signal: init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline,
        timeoutMs: TIMEOUT_MS,
        bodyTimeoutMs: TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
      }),
  });
}

function requestOf(
  { modelName, systemPrompt }: AiProvider,
  { prompt, imageUrl }: Question,
): ChatCompletionCreateParamsNonStreaming {
  return {
    model: modelName,
    response_format: { type: "json_object" },
    messages: [
      { role: "system", content: systemPrompt },
      {
        role: "user",
        content: [
          { type: "text", text: prompt },
          { type: "image_url", image_url: { url: imageUrl } },
        ],
      },
    ],
  };
}
