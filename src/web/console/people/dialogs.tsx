/** Making and changing accounts. */
import { useState } from "react";
import type { Permission, Role } from "../../../auth/permissions.ts";
import { changePerson, createPerson, type Person, resetPassword, setPermissions } from "../api/people.ts";
import { SelectField, Switch, TextField } from "../parts/form.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { toast } from "../parts/toast.tsx";
import { may } from "../session/session.ts";
import { invalidate } from "../state/query.ts";
import { t } from "../words/words.ts";
import { PermissionList } from "./permissions.tsx";
import { givenRoles, isMe } from "./scope.ts";

const MIN_PASSWORD = 8;
const MAX_NAME = 128;

function roleOptions(roles: Role[]) {
  return roles.map((role) => [role, t(`role.${role}`)] as const);
}

export function NewPerson({ onClose }: { onClose: () => void }) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState<Role>("user");
  const [isActive, setActive] = useState(true);
  async function save() {
    await createPerson({ username, password, role, isActive });
    invalidate("people");
  }
  return (
    <FormDialog title={t("people.add")} does={t("people.add")} onSubmit={save} onClose={onClose}>
      <TextField
        label={t("signIn.name")}
        autoComplete="off"
        autoCapitalize="none"
        required
        maxLength={MAX_NAME}
        value={username}
        onChange={setUsername}
      />
      <NewPassword value={password} onChange={setPassword} />
      <SelectField
        label={t("people.role")}
        hint={t(role === "admin" ? "people.adminHint" : "people.userHint")}
        value={role}
        options={roleOptions(givenRoles())}
        onChange={(value) => setRole(value === "admin" ? "admin" : "user")}
      />
      <Switch label={t("people.active")} checked={isActive} onChange={setActive} />
    </FormDialog>
  );
}

export function EditPerson({ person, onClose }: { person: Person; onClose: () => void }) {
  const [username, setUsername] = useState(person.username);
  const [role, setRole] = useState<Role>(person.role);
  const fixed = person.role === "superAdmin" || isMe(person);
  async function save() {
    await changePerson(person.id, { username, ...(role === person.role ? {} : { role }) });
    invalidate("people");
  }
  return (
    <FormDialog title={person.username} does={t("save")} onSubmit={save} onClose={onClose}>
      <TextField
        label={t("signIn.name")}
        autoComplete="off"
        autoCapitalize="none"
        required
        maxLength={MAX_NAME}
        value={username}
        onChange={setUsername}
      />
      <SelectField
        label={t("people.role")}
        hint={fixed ? t("people.roleFixed") : role === person.role ? undefined : t("people.roleResets")}
        value={role}
        disabled={fixed}
        options={roleOptions(fixed ? [person.role] : givenRoles())}
        onChange={(value) => setRole(value === "admin" ? "admin" : "user")}
      />
    </FormDialog>
  );
}

export function ResetPassword({ person, onClose }: { person: Person; onClose: () => void }) {
  const [password, setPassword] = useState("");
  async function save() {
    await resetPassword(person.id, password);
    toast(t("people.passwordReset", { name: person.username }));
  }
  return (
    <FormDialog
      title={t("people.resetFor", { name: person.username })}
      does={t("people.resetPassword")}
      onSubmit={save}
      onClose={onClose}
    >
      <NewPassword value={password} onChange={setPassword} />
      <p className="note">{t("people.resetText")}</p>
    </FormDialog>
  );
}

export function Permissions({ person, onClose }: { person: Person; onClose: () => void }) {
  const [held, setHeld] = useState<ReadonlySet<string>>(new Set(person.permissions));
  async function save() {
    await setPermissions(person.id, [...held] as Permission[]);
    invalidate("people");
  }
  return (
    <FormDialog
      wide
      title={t("people.permissionsOf", { name: person.username })}
      does={t("save")}
      onSubmit={save}
      onClose={onClose}
    >
      <PermissionList
        held={held}
        onChange={setHeld}
        offered={(permission) => may(permission) || held.has(permission)}
      />
    </FormDialog>
  );
}

export function NewPassword({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextField
      label={t("password.new")}
      hint={t("password.hint", { n: MIN_PASSWORD })}
      type="password"
      autoComplete="new-password"
      required
      minLength={MIN_PASSWORD}
      value={value}
      onChange={onChange}
    />
  );
}
