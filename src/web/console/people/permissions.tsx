/** The permissions as a person ticks them, by what they are about. */
import type { Permission } from "../../../auth/permissions.ts";
import { t } from "../words/words.ts";

/** Every permission has its words: a new one without them does not compile. */
const WORDS = {
  "assets.read": "permission.see",
  "assets.create": "permission.add",
  "assets.update": "permission.change",
  "assets.delete": "permission.delete",
  "providers.read": "permission.see",
  "providers.create": "permission.add",
  "providers.update": "permission.change",
  "providers.delete": "permission.delete",
  "aiProviders.read": "permission.see",
  "aiProviders.create": "permission.add",
  "aiProviders.update": "permission.change",
  "aiProviders.delete": "permission.delete",
  "settings.read": "permission.see",
  "settings.update": "permission.change",
  "users.read": "permission.see",
  "users.create": "permission.add",
  "users.update": "permission.change",
  "users.disable": "permission.disable",
  "users.managePermissions": "permission.permissions",
} as const satisfies Record<Permission, string>;

const GROUPS = [
  ["assets", "nav.library"],
  ["providers", "nav.storage"],
  ["aiProviders", "nav.models"],
  ["settings", "permission.settings"],
  ["users", "nav.people"],
] as const;

export const PERMISSIONS = Object.keys(WORDS).filter((name): name is Permission => name in WORDS);

interface Props {
  held: ReadonlySet<string>;
  onChange: (held: Set<Permission>) => void;
  /** Only these can be given. */
  offered?: (permission: Permission) => boolean;
}

export function PermissionList({ held, onChange, offered = () => true }: Props) {
  function toggle(permission: Permission, isHeld: boolean) {
    onChange(new Set(PERMISSIONS.filter((each) => (each === permission ? isHeld : held.has(each)))));
  }
  return (
    <div className="permission-groups">
      {GROUPS.map(([prefix, title]) => (
        <fieldset key={prefix}>
          <legend>{t(title)}</legend>
          {PERMISSIONS.filter((permission) => permission.startsWith(`${prefix}.`)).map((permission) => (
            <label key={permission} className="check-row">
              <input
                type="checkbox"
                checked={held.has(permission)}
                disabled={!offered(permission)}
                onChange={(event) => toggle(permission, event.currentTarget.checked)}
              />
              {t(WORDS[permission])}
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
