/** To the clipboard, and says so. */
import { t } from "../words/words.ts";
import { toast } from "./toast.tsx";

export async function copyText(text: string, said: string = t("copied")): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(said);
  } catch (thrown) {
    console.warn("The browser refused the clipboard:", thrown);
    toast(t("copyRefused"), { tone: "bad" });
  }
}
