/** A failure that a person can mend: its message is the one sentence they see, without a stack. */
export class Refusal extends Error {}

/** Runs a command to its end. A refusal is one sentence and exit code 1; anything else is a bug and keeps its stack. */
export async function run(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (thrown) {
    console.error(thrown instanceof Refusal ? thrown.message : thrown);
    process.exitCode = 1;
  }
}
