/**
 * Reading and joining bytes. Every read past the end throws a RangeError, so a parser never mistakes
 * missing bytes for zeros; `header.ts` and `metadata.ts` turn that into what it means there.
 */

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function byteAt(bytes: Uint8Array, offset: number): number {
  const value = bytes[offset];
  if (value === undefined) throw new RangeError(`byte ${offset} of ${bytes.length}`);
  return value;
}

/** One character a byte (ISO 8859-1), so positions in the text are positions in the bytes. Stops at the end of the bytes. */
export function latin1(bytes: Uint8Array, start = 0, length = bytes.length - start): string {
  const end = Math.min(bytes.length, start + length);
  let text = "";
  for (let at = start; at < end; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 8192)));
  }
  return text;
}

/** The bytes of {@link latin1} text. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export function startsWith(bytes: Uint8Array, text: string, offset = 0): boolean {
  if (offset + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A slice that must be there in full. */
export function slice(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (start < 0 || end < start || end > bytes.length) {
    throw new RangeError(`bytes ${start} to ${end} of ${bytes.length}`);
  }
  return bytes.subarray(start, end);
}
