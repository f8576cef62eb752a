/** Says what will be gone, by name and number. */
import { ask } from "../parts/confirm.tsx";
import { t } from "../words/words.ts";

export async function confirmRemoval(names: string[], count: number): Promise<boolean> {
  const named = names.map((name) => `“${name}”`).join(", ");
  const more = count - names.length;
  const what = more > 0 ? t("remove.andMore", { names: named, n: more }) : named;
  const answer = await ask({
    title: t("remove.title", { n: count }),
    text: t("remove.text", { what }),
    does: t("remove.does", { n: count }),
    danger: true,
  });
  return answer !== null;
}
