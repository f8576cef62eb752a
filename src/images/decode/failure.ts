import { AppError } from "../../errors.ts";

/** A picture that its header promised and its data does not give. */
export function undecodable(reason: string, cause?: unknown): AppError {
  return new AppError("image_undecodable", `The image cannot be decoded: ${reason}.`, { cause });
}
