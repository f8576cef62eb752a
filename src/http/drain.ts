/**
 * Takes what is left of a body that nobody wants, but no more than `most` bytes. A client reads the answer only when
 * it has sent everything; one whose body is cut off sees a broken line in the place of the reason.
 */
export async function drain({ body, bodyUsed, headers }: Request, most: number): Promise<void> {
  if (body === null || bodyUsed) return;
  if (Number(headers.get("content-length") ?? 0) > most) return body.cancel();
  const reader = body.getReader();
  for (let taken = 0; taken <= most; ) {
    const { done, value } = await reader.read();
    if (done) return;
    taken += value.length;
  }
  await reader.cancel();
}
