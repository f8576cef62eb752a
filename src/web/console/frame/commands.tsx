/** Everything one can go to or do, found by typing. Pictures are searched as well. */
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type Item, listItems } from "../api/library.ts";
import { nameOf } from "../library/item.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Icon, type IconName } from "../parts/icon.tsx";
import { navigate } from "../routing/location.ts";
import { may } from "../session/session.ts";
import { signOut } from "../session/sign-in.ts";
import { chooseLanguage, LANGUAGES, language, t } from "../words/words.ts";
import { navRoutes } from "./navigation.ts";
import { typedAhead } from "./overlays.tsx";
import { setTheme } from "./preferences.tsx";

interface Command {
  id: string;
  label: string;
  icon: IconName;
  hint?: string;
  picture?: string | null;
  run: () => void;
}

const PICTURES = 6;
const TYPED_MILLISECONDS = 180;

export default function Commands({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const found = usePictures(typed);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => setTyped(typedAhead()), []);
  const wanted = typed.trim().toLowerCase();
  const commands = [
    ...allCommands().filter(({ label }) => label.toLowerCase().includes(wanted)),
    ...found.map((item) => pictureCommand(item)),
  ];
  const current = Math.min(active, commands.length - 1);
  useEffect(() => {
    list.current?.querySelector(`#command-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [current]);
  function run(command: Command | undefined) {
    if (command === undefined) return;
    onClose();
    command.run();
  }
  function press(event: KeyboardEvent) {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by !== 0) setActive((current + by + commands.length) % Math.max(1, commands.length));
    else if (event.key === "Enter") run(commands[current]);
    else return;
    event.preventDefault();
  }
  return (
    <Dialog title={t("commands.title")} onClose={onClose}>
      <input
        ref={field}
        type="search"
        role="combobox"
        aria-label={t("commands.search")}
        aria-expanded="true"
        aria-controls="command-list"
        aria-activedescendant={commands.length > 0 ? `command-${current}` : undefined}
        placeholder={t("commands.search")}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <div
        id="command-list"
        className="command-list"
        role="listbox"
        aria-label={t("commands.title")}
        ref={list}
        tabIndex={-1}
      >
        {commands.map((command, index) => (
          <div
            key={command.id}
            id={`command-${index}`}
            role="option"
            aria-selected={index === current}
            onClick={() => run(command)}
          >
            {command.picture ? <img src={command.picture} alt="" /> : <Icon name={command.icon} />}
            {command.label}
            {command.hint && <small>{command.hint}</small>}
          </div>
        ))}
      </div>
      {commands.length === 0 && <p className="muted">{t("commands.none")}</p>}
    </Dialog>
  );
}

function allCommands(): Command[] {
  const pages = navRoutes().map(({ path, title, nav }) => ({
    id: path,
    label: t(title),
    icon: nav?.icon ?? ("right" as const),
    hint: `g ${nav?.key ?? ""}`,
    run: () => navigate(path),
  }));
  const other = language.get() === "en" ? "zh-CN" : "en";
  return [
    ...pages,
    { id: "account", label: t("account.title"), icon: "account", run: () => navigate("/account") },
    { id: "gallery", label: t("nav.gallery"), icon: "gallery", run: () => location.assign("/gallery") },
    { id: "light", label: `${t("theme")}: ${t("theme.light")}`, icon: "theme", run: () => setTheme("light") },
    { id: "dark", label: `${t("theme")}: ${t("theme.dark")}`, icon: "theme", run: () => setTheme("dark") },
    { id: "system", label: `${t("theme")}: ${t("theme.system")}`, icon: "theme", run: () => setTheme("") },
    { id: "language", label: LANGUAGES[other], icon: "globe", run: () => void chooseLanguage(other) },
    { id: "out", label: t("signOut"), icon: "out", run: () => void signOut() },
  ];
}

function pictureCommand(item: Item): Command {
  return {
    id: item.id,
    label: nameOf(item),
    icon: "image",
    picture: item.thumbnailUrl,
    run: () => navigate(`/assets/${item.id}`),
  };
}

function usePictures(typed: string): Item[] {
  const [items, setItems] = useState<Item[]>([]);
  const query = typed.trim();
  useEffect(() => {
    if (query === "" || !may("assets.read")) {
      setItems([]);
      return;
    }
    const ending = new AbortController();
    const timer = setTimeout(() => {
      listItems({ query, pageSize: String(PICTURES) }, ending.signal).then(
        (page) => setItems(page.items),
        (thrown: unknown) => !ending.signal.aborted && console.warn("The search failed:", thrown),
      );
    }, TYPED_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [query]);
  return items;
}
