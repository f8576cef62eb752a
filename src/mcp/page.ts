/** Unlike REST, nothing is moved into bounds: a model should learn what it got wrong. */
import { AppError } from "../errors.ts";
import type { Settings } from "../settings.ts";

/** @throws {AppError} `page_out_of_range` | `page_size_out_of_range` | `page_size_too_large` */
export function assertPage(
  { page, pageSize }: { page: number; pageSize: number },
  { paging }: Settings,
): void {
  if (page < 1) throw new AppError("page_out_of_range", "Pages are counted from 1.");
  if (pageSize < 1) throw new AppError("page_size_out_of_range", "The page size has to be 1 or more.");
  if (pageSize > paging.maxPageSize)
    throw new AppError("page_size_too_large", `A page has at most ${paging.maxPageSize} entries.`);
}
