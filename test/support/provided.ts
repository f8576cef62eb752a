/** What the servers of a test run (servers/) and the tests that use them agree on. */
import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Endpoint of an S3 server, with a bucket for each test file that needs one. */
    s3: string;
    /** Answers with the endpoint of OpenStack Swift, which it starts when it is asked first. */
    swift: string;
    /** A GitHub emulator: its API, and its host of raw files. */
    github: { api: string; raw: string };
    /** Where proxies that break connections are ordered. */
    faults: string;
  }
}

export interface Plan {
  /** Breaks every nth request; 0 = none. */
  every: number;
  /**
   * `cut` closes the connection before the request is passed on, `cut-after` when it has been carried out but
   * not answered, `half` in the middle of the answer's body, `answer` answers in the server's place.
   */
  kind: "cut" | "cut-after" | "half" | "answer";
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Only requests of this method, or whose path contains this. */
  method?: string;
  path?: string;
}

/** What a test sees at `/fragile` of the Worker that it kills (fragile-worker.ts). */
export interface FragileState {
  /** How far its clock is ahead of the real one. */
  aheadMs: number;
  /** Messages being worked on. */
  working: number;
  /** Calls of its database, bucket and queue. */
  calls: number;
  failed: number;
}
