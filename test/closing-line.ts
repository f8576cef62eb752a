import type { Reporter, TestModule } from "vitest/node";

/**
 * Ends the run with `N passed, N failed` alone on a line, for people and scripts that read only the end.
 * What fails without being a test counts as one failed: a file that cannot be loaded, an error outside of any
 * test, a run that found nothing to run.
 */
export class ClosingLine implements Reporter {
  #passed = 0;
  #failed = 1; // until the end of the run says otherwise

  /** Printed at exit, behind the default reporter's own summary. */
  onInit(): void {
    process.once("exit", () => console.log(`${this.#passed} passed, ${this.#failed} failed`));
  }

  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>): void {
    this.#passed = 0;
    this.#failed = modules.length === 0 ? 1 : unhandledErrors.length;
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      const failed = states.filter((state) => state === "failed").length;
      this.#passed += states.filter((state) => state === "passed").length;
      this.#failed += failed || (module.ok() ? 0 : 1);
    }
  }
}
