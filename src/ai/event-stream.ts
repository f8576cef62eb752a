/** A streamed chat completion (server-sent events), read whole and put together again. */
import { objectOf } from "../json.ts";
import { contentOf, modelOf, type Reply, refuseIfRefused } from "./reply.ts";

/** Events that are no JSON are passed over; what comes after `[DONE]` isn't read. */
export function readEventStream(body: string): Reply {
  let text = "";
  let refusal = "";
  let model: string | null = null;
  for (const line of body.split(/\r\n|\n|\r/)) {
    if (!line.startsWith("data:")) continue;
    const data = line.slice("data:".length).trim();
    if (data === "[DONE]") break;
    const chunk = objectOf(jsonOrNull(data));
    model ??= modelOf(chunk);
    for (const choice of Array.isArray(chunk.choices) ? chunk.choices : []) {
      const { delta, message } = objectOf(choice);
      const part = objectOf(delta ?? message);
      text += typeof part.content === "string" ? part.content : contentOf(part.content);
      if (typeof part.refusal === "string") refusal += part.refusal;
    }
  }
  if (text.trim() === "") refuseIfRefused([refusal]);
  return { text: text.trim() === "" ? null : text.trim(), model };
}

function jsonOrNull(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
