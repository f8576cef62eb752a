/** API keys that people make for their scripts. */
import { useState } from "react";
import type { Permission } from "../../../auth/permissions.ts";
import { createKey, type Key, readKeys, removeKey } from "../api/people.ts";
import { Button } from "../parts/button.tsx";
import { ask } from "../parts/confirm.tsx";
import { copyText } from "../parts/copy.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FailureState } from "../parts/failure.tsx";
import { SelectField, TextField } from "../parts/form.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { Icon } from "../parts/icon.tsx";
import { Page } from "../parts/page.tsx";
import { EmptyState, SkeletonRows } from "../parts/state.tsx";
import { toast } from "../parts/toast.tsx";
import { PermissionList } from "../people/permissions.tsx";
import { sentenceOf } from "../session/failure.ts";
import { may } from "../session/session.ts";
import { invalidate, useQuery } from "../state/query.ts";
import { ago, date, t } from "../words/words.ts";

export default function KeysPage() {
  const { data, error, reload } = useQuery("keys", readKeys);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const add = (
    <Button look="primary" icon="plus" onClick={() => setMaking(true)}>
      {t("keys.add")}
    </Button>
  );
  return (
    <Page title={t("nav.keys")} actions={data && data.length > 0 && add}>
      {data && data.length > 0 && (
        <ul className="list">
          {data.map((key) => (
            <KeyRow key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      {data?.length === 0 && (
        <EmptyState icon="key" title={t("keys.none")} action={add}>
          {t("keys.noneText")}
        </EmptyState>
      )}
      {!data && (error ? <FailureState failure={error} retry={() => void reload()} /> : <SkeletonRows />)}
      {making && <NewKey onClose={() => setMaking(false)} onMade={setMade} />}
      {made && <MadeKey secret={made} onClose={() => setMade(null)} />}
    </Page>
  );
}

function KeyRow({ apiKey: { id, name, prefix, permissions, expiresAtUtc, lastUsedAtUtc } }: { apiKey: Key }) {
  const expired = expiresAtUtc !== null && Date.parse(expiresAtUtc) <= Date.now();
  async function destroy() {
    const question = {
      title: t("keys.remove"),
      text: t("keys.removeText", { name }),
      does: t("keys.remove"),
      danger: true,
    };
    if ((await ask(question)) === null) return;
    try {
      await removeKey(id);
      invalidate("keys");
    } catch (thrown) {
      toast(sentenceOf(thrown), { tone: "bad" });
    }
  }
  return (
    <li className={expired ? "list-row faded" : "list-row"}>
      <Icon name="key" />
      <div className="list-text">
        <strong>
          {name} {expired && <span className="tag bad">{t("keys.expired")}</span>}
        </strong>
        <small className="muted">
          <code>{prefix}…</code> · {t("people.permissions", { n: permissions.length })} ·{" "}
          {expiresAtUtc ? t("keys.until", { time: date(expiresAtUtc) }) : t("keys.forever")} ·{" "}
          {lastUsedAtUtc ? t("keys.used", { time: ago(lastUsedAtUtc) }) : t("keys.neverUsed")}
        </small>
      </div>
      <div className="actions">
        <Button look="quiet" icon="trash" onClick={() => void destroy()}>
          {t("delete")}
        </Button>
      </div>
    </li>
  );
}

const LIFETIMES_DAYS = ["30", "90", "365", ""] as const;
const DAY_MILLISECONDS = 86_400_000;

function NewKey({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const [name, setName] = useState("");
  const [days, setDays] = useState<string>("90");
  const [held, setHeld] = useState<Set<Permission>>(new Set(["assets.read", "assets.create"]));
  async function save() {
    const expiresAtUtc =
      days === "" ? null : new Date(Date.now() + Number(days) * DAY_MILLISECONDS).toISOString();
    const { key } = await createKey({ name, permissions: [...held].filter(may), expiresAtUtc });
    invalidate("keys");
    onMade(key);
  }
  return (
    <FormDialog
      wide
      title={t("keys.add")}
      does={t("keys.add")}
      disabled={held.size === 0}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField
        label={t("fact.name")}
        hint={t("keys.nameHint")}
        required
        maxLength={100}
        value={name}
        onChange={setName}
      />
      <SelectField
        label={t("keys.lifetime")}
        value={days}
        options={LIFETIMES_DAYS.map(
          (value) => [value, value ? t("keys.days", { n: Number(value) }) : t("keys.forever")] as const,
        )}
        onChange={setDays}
      />
      <PermissionList held={held} onChange={setHeld} offered={may} />
    </FormDialog>
  );
}

function MadeKey({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog
      title={t("keys.made")}
      onClose={onClose}
      actions={
        <>
          <Button icon="copy" look="primary" onClick={() => void copyText(secret)}>
            {t("copy")}
          </Button>
          <Button onClick={onClose}>{t("keys.kept")}</Button>
        </>
      }
    >
      <p className="note good">{t("keys.once")}</p>
      <code className="link-text">{secret}</code>
    </Dialog>
  );
}
