import { convert, readConvertParameters } from "../../images/convert.ts";
import { readHeader } from "../../images/header.ts";
import type { Step } from "../skill.ts";

/** A derivative in another format, or, with `KeepOriginal: false`, another original under a new key. */
export const convertImageFormat: Step = {
  name: "convert_image_format",
  async run({ services, parameters, original }) {
    const { target, keepOriginal } = readConvertParameters(parameters);
    const bytes = await original();
    const converted = await convert(bytes, readHeader(bytes), target, services.images);
    if (keepOriginal) return { renditions: [converted] };
    const { bytes: made, extension } = converted;
    return { original: { bytes: made, extension, place: "new-key", derivatives: "stale" } };
  },
};
