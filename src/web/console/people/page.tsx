/** The people of the deployment. */
import { useState } from "react";
import { type Person, readPeople, setActive } from "../api/people.ts";
import { Button } from "../parts/button.tsx";
import { ask } from "../parts/confirm.tsx";
import { FailureState } from "../parts/failure.tsx";
import { Icon } from "../parts/icon.tsx";
import { Page } from "../parts/page.tsx";
import { SkeletonRows } from "../parts/state.tsx";
import { toast } from "../parts/toast.tsx";
import { sentenceOf } from "../session/failure.ts";
import { may, session } from "../session/session.ts";
import { invalidate, useQuery } from "../state/query.ts";
import { ago, date, t } from "../words/words.ts";
import { EditPerson, NewPerson, Permissions, ResetPassword } from "./dialogs.tsx";
import { canManage, isMe } from "./scope.ts";

type Open = { what: "new" } | { what: "edit" | "permissions" | "password"; person: Person };

export default function PeoplePage() {
  const { data, error, reload } = useQuery("people", readPeople);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title={t("nav.people")}
      actions={
        may("users.create") && (
          <Button look="primary" icon="plus" onClick={() => setOpen({ what: "new" })}>
            {t("people.add")}
          </Button>
        )
      }
    >
      {session.get()?.user.role === "admin" && <p className="note">{t("people.scope")}</p>}
      {data ? (
        <ul className="list">
          {data.map((person) => (
            <PersonRow key={person.id} person={person} onOpen={(what) => setOpen({ what, person })} />
          ))}
        </ul>
      ) : error ? (
        <FailureState failure={error} retry={() => void reload()} />
      ) : (
        <SkeletonRows />
      )}
      {data?.length === 0 && <p className="muted">{t("people.none")}</p>}
      {open?.what === "new" && <NewPerson onClose={close} />}
      {open?.what === "edit" && <EditPerson person={open.person} onClose={close} />}
      {open?.what === "permissions" && <Permissions person={open.person} onClose={close} />}
      {open?.what === "password" && <ResetPassword person={open.person} onClose={close} />}
    </Page>
  );
}

function PersonRow({
  person,
  onOpen,
}: {
  person: Person;
  onOpen: (what: "edit" | "permissions" | "password") => void;
}) {
  const { id, username, role, isActive, lastLoginAtUtc, createdAtUtc, permissions } = person;
  const managed = canManage(person);
  const own = isMe(person);
  const canDisable = managed && may("users.disable") && !own && role !== "superAdmin";
  async function toggle() {
    if (isActive) {
      const question = {
        title: t("people.disable"),
        text: t("people.disableText", { name: username }),
        does: t("people.disable"),
        danger: true,
      };
      if ((await ask(question)) === null) return;
    }
    try {
      await setActive(id, !isActive);
      invalidate("people");
    } catch (thrown) {
      toast(sentenceOf(thrown), { tone: "bad" });
    }
  }
  return (
    <li className={isActive ? "list-row" : "list-row faded"}>
      <Icon name="account" />
      <div className="list-text">
        <strong>
          {username} {own && <span className="tag amber">{t("people.you")}</span>}{" "}
          {!isActive && <span className="tag bad">{t("people.disabled")}</span>}
        </strong>
        <small className="muted">
          {t(`role.${role}`)} · {t("people.permissions", { n: permissions.length })} ·{" "}
          {lastLoginAtUtc
            ? t("people.seen", { time: ago(lastLoginAtUtc) })
            : t("people.since", { time: date(createdAtUtc) })}
        </small>
      </div>
      <div className="actions">
        {managed && may("users.managePermissions") && !own && role !== "superAdmin" && (
          <Button look="quiet" onClick={() => onOpen("permissions")}>
            {t("people.setPermissions")}
          </Button>
        )}
        {managed && may("users.update") && (
          <>
            <Button look="quiet" onClick={() => onOpen("edit")}>
              {t("edit")}
            </Button>
            <Button look="quiet" onClick={() => onOpen("password")}>
              {t("people.resetPassword")}
            </Button>
          </>
        )}
        {canDisable && (
          <Button look="quiet" onClick={() => void toggle()}>
            {t(isActive ? "people.disable" : "people.enable")}
          </Button>
        )}
      </div>
    </li>
  );
}
