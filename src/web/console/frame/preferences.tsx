/** How this person likes it: theme and language. */
import { useState } from "react";
import { IconButton } from "../parts/button.tsx";
import { chooseLanguage, LANGUAGES, type Language, language, t } from "../words/words.ts";

const THEMES = ["", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

function themeNow(): Theme {
  return THEMES.find((theme) => theme === document.documentElement.dataset.theme) ?? "";
}

/** The gallery reads the same setting. */
export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.theme = theme;
  } catch (thrown) {
    console.warn("This browser keeps nothing between visits:", thrown);
  }
}

const THEME_WORDS = { "": "theme.system", light: "theme.light", dark: "theme.dark" } as const;

export function ThemeButton() {
  const [theme, choose] = useState(themeNow);
  return (
    <IconButton
      icon="theme"
      label={`${t("theme")}: ${t(THEME_WORDS[theme])}`}
      onClick={() => {
        const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "";
        setTheme(next);
        choose(next);
      }}
    />
  );
}

export function LanguageChoice() {
  const other: Language = language.get() === "en" ? "zh-CN" : "en";
  return (
    <button type="button" className="inline-button" lang={other} onClick={() => void chooseLanguage(other)}>
      {LANGUAGES[other]}
    </button>
  );
}
