/** Starts the console: the person's language and the deployment's limits first, then the page of the address. */
import { createRoot } from "react-dom/client";
import "./styles/console.css";
import { App } from "./frame/app.tsx";
import { preloadPage } from "./frame/route-page.tsx";
import { toast } from "./parts/toast.tsx";
import { followLinks, place } from "./routing/location.ts";
import { isConsolePath } from "./routing/routes.ts";
import { settleTriedApi } from "./session/api-choice.ts";
import { session } from "./session/session.ts";
import { readDeployment, readOwnAccount } from "./session/sign-in.ts";
import { afterPaint } from "./state/after-paint.ts";
import { preferredLanguage, speak, t } from "./words/words.ts";

const first = session.get() === null ? null : preloadPage(place.get());
await speak(preferredLanguage());
const silent = await settleTriedApi();
if (silent !== null) toast(t("api.noAnswer", { address: silent }), { tone: "bad" });
followLinks(isConsolePath);
await first;
const root = document.getElementById("app");
if (root) createRoot(root).render(<App />);
// Nothing that is drawn first waits for these.
afterPaint(() => {
  void readDeployment();
  if (session.get() !== null) void readOwnAccount();
});
