/** What an OpenAI-compatible provider may expect of a request, checked to the letter. */
import type { IncomingHttpHeaders } from "node:http";
import sharp from "sharp";
import { z } from "zod";

export const FAKE_API_KEY = "sk-fake-0123456789abcdef";

const Body = z.strictObject({
  model: z.string().min(1),
  response_format: z.strictObject({ type: z.literal("json_object") }),
  messages: z.tuple([
    z.strictObject({ role: z.literal("system"), content: z.string().min(1) }),
    z.strictObject({
      role: z.literal("user"),
      content: z.tuple([
        z.strictObject({ type: z.literal("text"), text: z.string().min(1) }),
        z.strictObject({
          type: z.literal("image_url"),
          image_url: z.strictObject({ url: z.string().startsWith("data:image/") }),
        }),
      ]),
    }),
  ]),
  stream: z.literal(true).optional(),
});

/** A request that was as it should be. */
export interface Asked {
  model: string;
  systemPrompt: string;
  prompt: string;
  stream: boolean;
  image: { contentType: string; width: number; height: number; bytes: number };
}

/** @throws {Error} that says what is wrong with it */
export async function checkRequest(headers: IncomingHttpHeaders, text: string): Promise<Asked> {
  const problems: string[] = [];
  const body = Body.parse(JSON.parse(text));
  const expected = {
    authorization: `Bearer ${FAKE_API_KEY}`,
    accept: body.stream ? "text/event-stream" : "application/json",
    "content-type": "application/json",
  };
  for (const [name, value] of Object.entries(expected)) {
    if (headers[name] !== value) problems.push(`${name} is ${headers[name]}, not ${value}`);
  }
  const told = Object.keys(headers).filter((name) => name.startsWith("x-stainless") || name === "cookie");
  if (told.length > 0) problems.push(`nobody asked for ${told.join(", ")}`);
  if (problems.length > 0) throw new Error(problems.join("; "));

  const [system, user] = body.messages;
  const [question, picture] = user.content;
  const [, contentType = "", base64 = ""] = /^data:([^;,]+);base64,([A-Za-z0-9+/]+={0,2})$/.exec(
    picture.image_url.url,
  ) ?? ["", "", ""];
  const bytes = Buffer.from(base64, "base64");
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  if (data.length === 0) throw new Error("the picture has no pixels");
  const format = (await sharp(bytes).metadata()).format;
  if (contentType !== `image/${format}`) throw new Error(`the picture is ${format}, not ${contentType}`);
  return {
    model: body.model,
    systemPrompt: system.content,
    prompt: question.text,
    stream: body.stream ?? false,
    image: { contentType, width: info.width, height: info.height, bytes: bytes.length },
  };
}
