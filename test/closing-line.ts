import type { Reporter, TestModule } from "vitest/node";

/**
 * Ends the run with `N passed, N failed` alone on a line, for people and scripts that read only the end.
 * A file that cannot be loaded has no tests to fail, and an error outside any test belongs to none: each counts as one failed.
 */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      const failures = states.filter((state) => state === "failed").length;
      passed += states.filter((state) => state === "passed").length;
      failed += failures || (module.ok() ? 0 : 1);
    }
    this.#line = `${passed} passed, ${failed} failed`;
  }

  #line = "0 passed, 1 failed";

  /** Printed at exit, behind the default reporter's own summary. */
  onInit(): void {
    process.once("exit", () => console.log(this.#line));
  }
}
