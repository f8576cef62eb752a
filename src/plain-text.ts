/** Text from outside, made harmless to store and to show. */

/**
 * Controls, zero-width and direction marks, interlinear annotations and tag characters: they only ever deceive. The
 * joiners that emoji and several scripts are written with (U+200C, U+200D) stay.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** One line: whitespace collapsed, nothing invisible, no half characters. */
export function plainLine(text: string): string {
  return text.toWellFormed().replace(/\s+/g, " ").replace(INVISIBLE, "").trim();
}

/** Like {@link plainLine}, with its line breaks. */
export function plainText(text: string): string {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map(plainLine);
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The first `most` UTF-16 code units, without a torn character at the end. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
}
