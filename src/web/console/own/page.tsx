/** The own account: password, where one is signed in, how one likes it. */
import { useState } from "react";
import { changePassword, endSession, readSessions, type SignedIn } from "../api/people.ts";
import { setTheme, themeNow } from "../frame/preferences.tsx";
import { Button } from "../parts/button.tsx";
import { FailureNote } from "../parts/failure.tsx";
import { Form, SelectField, TextField, useSubmission } from "../parts/form.tsx";
import { Page } from "../parts/page.tsx";
import { SkeletonRows } from "../parts/state.tsx";
import { toast } from "../parts/toast.tsx";
import { NewPassword } from "../people/dialogs.tsx";
import { sentenceOf } from "../session/failure.ts";
import { session } from "../session/session.ts";
import { signOut } from "../session/sign-in.ts";
import { invalidate, useQuery } from "../state/query.ts";
import { useStore } from "../state/store.ts";
import { ago, chooseLanguage, dateTime, LANGUAGES, language, t } from "../words/words.ts";

export default function OwnPage() {
  const user = useStore(session)?.user;
  if (user === undefined) return null;
  return (
    <Page title={t("account.title")} narrow>
      <section className="block">
        <p>
          <strong>{user.username}</strong> · {t(`role.${user.role}`)} ·{" "}
          {t("people.permissions", { n: user.permissions.length })}
        </p>
        <div>
          <Button icon="out" onClick={() => void signOut()}>
            {t("signOut")}
          </Button>
        </div>
      </section>
      <Preferences />
      <Password />
      <Sessions />
    </Page>
  );
}

function Preferences() {
  const [theme, choose] = useState(themeNow);
  return (
    <section className="block">
      <h2>{t("account.looks")}</h2>
      <div className="form columns">
        <SelectField
          label={t("account.language")}
          value={language.get()}
          options={Object.entries(LANGUAGES)}
          onChange={(value) => void chooseLanguage(value === "en" ? "en" : "zh-CN")}
        />
        <SelectField
          label={t("theme")}
          value={theme}
          options={[
            ["", t("theme.system")],
            ["light", t("theme.light")],
            ["dark", t("theme.dark")],
          ]}
          onChange={(value) => {
            const next = value === "light" || value === "dark" ? value : "";
            setTheme(next);
            choose(next);
          }}
        />
      </div>
    </section>
  );
}

function Password() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const submission = useSubmission(async () => {
    await changePassword(current, next);
    setCurrent("");
    setNext("");
    invalidate("sessions");
    toast(t("account.passwordChanged"));
  });
  return (
    <section className="block">
      <h2>{t("account.password")}</h2>
      <Form submission={submission}>
        <TextField
          label={t("account.currentPassword")}
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={setCurrent}
        />
        <NewPassword value={next} onChange={setNext} />
        <div>
          <Button type="submit" busy={submission.busy}>
            {t("account.changePassword")}
          </Button>
        </div>
      </Form>
    </section>
  );
}

function Sessions() {
  const { data, error } = useQuery("sessions", readSessions);
  return (
    <section className="block">
      <h2>{t("account.sessions")}</h2>
      {error !== undefined && <FailureNote failure={error} />}
      {data ? (
        <ul className="list">
          {data.map((each) => (
            <SessionRow key={each.id} signedIn={each} />
          ))}
        </ul>
      ) : (
        !error && <SkeletonRows rows={2} />
      )}
    </section>
  );
}

function SessionRow({
  signedIn: { id, userAgent, address, lastUsedAtUtc, createdAtUtc, isCurrent },
}: {
  signedIn: SignedIn;
}) {
  async function end() {
    try {
      await endSession(id);
      invalidate("sessions");
    } catch (thrown) {
      toast(sentenceOf(thrown), { tone: "bad" });
    }
  }
  return (
    <li className="list-row">
      <div className="list-text">
        <strong>
          {browserOf(userAgent)} {isCurrent && <span className="tag amber">{t("account.thisOne")}</span>}
        </strong>
        <small className="muted" title={dateTime(createdAtUtc)}>
          {[address, t("keys.used", { time: ago(lastUsedAtUtc) })].filter(Boolean).join(" · ")}
        </small>
      </div>
      {!isCurrent && (
        <div className="actions">
          <Button look="quiet" onClick={() => void end()}>
            {t("account.end")}
          </Button>
        </div>
      )}
    </li>
  );
}

/** "Firefox · Linux": enough to recognise one's own. */
function browserOf(userAgent: string | null): string {
  if (userAgent === null) return t("account.unknownBrowser");
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\/[\d.]+/.exec(userAgent)?.[1];
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1];
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };
  const known = [browser, system].flatMap((name) => (name === undefined ? [] : [names[name] ?? name]));
  return known.length > 0 ? known.join(" · ") : userAgent;
}
