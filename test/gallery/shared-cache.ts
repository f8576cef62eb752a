/**
 * A shared cache in front of the Worker that does what the response headers say (RFC 9111, RFC 9213) and what is
 * documented of Workers Caching beyond them: a 200 that doesn't forbid it is kept, and stale answers stand in for
 * a failing Worker unless `stale-if-error=0`.
 */
interface Stored {
  response: Response;
  /** What the request had for each header that the response varies by. */
  varied: Map<string, string | null>;
  tags: string[];
  freshUntil: number;
  servesStaleOnError: boolean;
}

const UNSAID_SECONDS = 7200;

export class SharedCache {
  now = Date.now();
  /** Requests that reached the Worker. */
  runs = 0;
  readonly #stored = new Map<string, Stored[]>();
  readonly #worker: (request: Request) => Promise<Response>;

  constructor(worker: (request: Request) => Promise<Response>) {
    this.#worker = worker;
  }

  async fetch(request: Request): Promise<Response> {
    if (request.method !== "GET") return this.#run(request);
    const variants = this.#stored.get(request.url) ?? [];
    const found = variants.find(({ varied }) =>
      [...varied].every(([name, value]) => request.headers.get(name) === value),
    );
    if (found && found.freshUntil > this.now) return answer(found.response, request);
    const response = await this.#run(request);
    if (response.status >= 500 && found?.servesStaleOnError) return answer(found.response, request);
    const stored = this.#storable(request, response);
    if (stored === null) return response;
    this.#stored.set(request.url, [...variants.filter((other) => other !== found), stored]);
    return answer(stored.response, request);
  }

  async purge({ tags }: { tags: string[] }): Promise<{ success: boolean }> {
    for (const [url, variants] of this.#stored) {
      const left = variants.filter((stored) => !stored.tags.some((tag) => tags.includes(tag)));
      this.#stored.set(url, left);
    }
    return { success: true };
  }

  #run(request: Request): Promise<Response> {
    this.runs += 1;
    return this.#worker(request);
  }

  #storable(request: Request, response: Response): Stored | null {
    const { headers } = response;
    const control = (
      headers.get("cloudflare-cdn-cache-control") ??
      headers.get("cdn-cache-control") ??
      headers.get("cache-control") ??
      `max-age=${UNSAID_SECONDS}`
    ).toLowerCase();
    const said = new Map(
      control.split(",").map((directive): [string, string] => {
        const [name = "", value = ""] = directive.trim().split("=");
        return [name, value];
      }),
    );
    const seconds = Number(said.get("s-maxage") ?? said.get("max-age") ?? 0);
    const refused = ["no-store", "private", "no-cache"].some((name) => said.has(name));
    const varies = headers.get("vary")?.toLowerCase().split(/,\s*/) ?? [];
    if (response.status !== 200 || refused || seconds <= 0) return null;
    if (headers.has("set-cookie") || varies.includes("*")) return null;
    return {
      response,
      varied: new Map(varies.map((name) => [name, request.headers.get(name)])),
      tags: headers.get("cache-tag")?.split(",") ?? [],
      freshUntil: this.now + seconds * 1000,
      servesStaleOnError: said.get("stale-if-error") !== "0",
    };
  }
}

function answer(stored: Response, request: Request): Response {
  const response = stored.clone();
  const etag = response.headers.get("etag");
  const unchanged = etag !== null && request.headers.get("if-none-match") === etag;
  return unchanged ? new Response(null, { status: 304, headers: response.headers }) : response;
}
