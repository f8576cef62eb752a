/** How fast it goes and how long it will take, over the last seconds. */
const SPAN_MILLISECONDS = 6000;

export class Pace {
  #marks: { at: number; sent: number }[] = [];

  /** @param sent - bytes in all so far */
  mark(sent: number, now = performance.now()): void {
    this.#marks.push({ at: now, sent });
    while (this.#marks.length > 2 && now - (this.#marks[0]?.at ?? now) > SPAN_MILLISECONDS)
      this.#marks.shift();
  }

  /** Bytes a second; null until there is something to tell. */
  get speed(): number | null {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.at - first.at < 400 || last.sent <= first.sent) return null;
    return ((last.sent - first.sent) / (last.at - first.at)) * 1000;
  }

  reset(): void {
    this.#marks = [];
  }
}
