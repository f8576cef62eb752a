/** Messages that end in front of people: one line, no secrets, never endless. */

const MAX_LENGTH = 2048;

/** @param step - named when there is nothing left to say */
export function readable(message: string, step: string): string {
  const line = message
    .replace(/\s+/g, " ")
    .replace(/Bearer\s+[^\s"',;]+/gi, "Bearer ***")
    .replace(/sk-[A-Za-z0-9_-]+/gi, "sk-***")
    .trim()
    .slice(0, MAX_LENGTH);
  return line === "" ? `The step ${step} failed.` : line;
}
