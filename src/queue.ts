/** Queue messages, one at a time: each is acknowledged or tried again on its own. */
import { z } from "zod";
import { continueMigration } from "./assets/migrate.ts";
import { AppError } from "./errors.ts";
import { log } from "./log.ts";
import type { Services } from "./services.ts";
import { buryJob, delaySeconds, processJob } from "./skills/jobs.ts";

const Message = z.union([z.object({ jobId: z.string() }), z.object({ migrationId: z.string() })]);

/** Messages that the other queue gave up on arrive here. */
const DEAD_LETTER_QUEUE = /dead-jobs$/;

export async function consume(services: Services, batch: MessageBatch<unknown>): Promise<void> {
  for (const message of batch.messages) {
    try {
      const read = Message.parse(message.body);
      if ("migrationId" in read) {
        // Its row knows when it goes on; a message too many finds nothing to do.
        await continueMigration(services, read.migrationId);
        message.ack();
        continue;
      }
      const { jobId } = read;
      if (DEAD_LETTER_QUEUE.test(batch.queue)) {
        await buryJob(services, jobId);
        message.ack();
        continue;
      }
      const outcome = await processJob(services, jobId);
      if (outcome.done) message.ack();
      else message.retry({ delaySeconds: outcome.retryInSeconds });
    } catch (thrown) {
      log("error", "message failed", {
        queue: batch.queue,
        attempts: message.attempts,
        error: AppError.from(thrown),
      });
      if (thrown instanceof z.ZodError) message.ack();
      else message.retry({ delaySeconds: delaySeconds(message.attempts) });
    }
  }
}
