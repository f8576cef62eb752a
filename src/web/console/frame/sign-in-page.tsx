/** The way in. */
import { useEffect, useRef, useState } from "react";
import { Button } from "../parts/button.tsx";
import { Form, TextField, useSubmission } from "../parts/form.tsx";
import { Cat } from "../parts/icon.tsx";
import { usePlace } from "../routing/location.ts";
import { signIn } from "../session/sign-in.ts";
import { t } from "../words/words.ts";
import { ApiAddressForm } from "./api-address.tsx";
import { LanguageChoice, ThemeButton } from "./preferences.tsx";

export function SignInPage() {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const first = useRef<HTMLDivElement>(null);
  const { query } = usePlace();
  const submission = useSubmission(() => signIn(username, password));
  useEffect(() => {
    document.title = `${t("signIn")} · NekoHub`;
    first.current?.querySelector("input")?.focus();
  }, []);
  return (
    <main className="sign-in">
      <div className="sign-in-card" ref={first}>
        <h1>
          <Cat /> NekoHub
        </h1>
        {query.has("redirect") && query.get("redirect") !== "/assets" && (
          <p className="muted">{t("signIn.first")}</p>
        )}
        <Form submission={submission}>
          <TextField
            label={t("signIn.name")}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            value={username}
            onChange={setUsername}
          />
          <TextField
            label={t("signIn.password")}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={setPassword}
          />
          <Button type="submit" look="primary" busy={submission.busy}>
            {t("signIn")}
          </Button>
        </Form>
        <details>
          <summary>{t("api.elsewhere")}</summary>
          <ApiAddressForm />
        </details>
        <footer>
          <a href="/gallery">{t("nav.gallery")}</a>
          <LanguageChoice />
          <ThemeButton />
        </footer>
      </div>
    </main>
  );
}
