/** The keys that work, for this person, here. */
import { Dialog } from "../parts/dialog.tsx";
import { match } from "../routing/routes.ts";
import { may } from "../session/session.ts";
import { t } from "../words/words.ts";
import { navRoutes } from "./navigation.ts";

type Line = [keys: string, does: string];

export default function Help({ onClose }: { onClose: () => void }) {
  const inLibrary = match(location.pathname)?.route.path === "/assets";
  const everywhere: Line[] = [
    ["/", t("keys.search")],
    ["Ctrl K", t("commands.title")],
    ...(may("assets.create") ? [["u", t("nav.upload")] satisfies Line] : []),
    ["?", t("help.title")],
    ["Esc", t("keys.close")],
  ];
  const go = navRoutes().map((route): Line => [`g ${route.nav?.key}`, t(route.title)]);
  const grid: Line[] = [
    ["← ↑ → ↓", t("keys.move")],
    ["Home End", t("keys.ends")],
    ["Enter", t("keys.open")],
    ["Space", t("keys.look")],
    ["x", t("keys.select")],
    ["Shift ←↑→↓", t("keys.range")],
    ["Ctrl A", t("keys.all")],
    ["c", t("keys.copy")],
    ...(may("assets.update")
      ? ([
          ["e", t("keys.altText")],
          ["v", t("keys.visibility")],
        ] satisfies Line[])
      : []),
    ...(may("assets.delete") ? [["Del", t("delete")] satisfies Line] : []),
  ];
  return (
    <Dialog wide title={t("help.title")} onClose={onClose}>
      <div className="shortcut-groups">
        <Group title={t("keys.everywhere")} lines={everywhere} />
        <Group title={t("keys.go")} lines={go} />
        {inLibrary && <Group title={t("nav.library")} lines={grid} />}
      </div>
    </Dialog>
  );
}

function Group({ title, lines }: { title: string; lines: Line[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {lines.map(([keys, does]) => (
          <div key={keys}>
            <dt>{does}</dt>
            <dd>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
