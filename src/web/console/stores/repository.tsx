/** Looking around in a GitHub repository, and putting a file there. */
import { useState } from "react";
import { browse, type RepositoryItem, type Storage, upsert } from "../api/storages.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FailureNote } from "../parts/failure.tsx";
import { Form, SelectField, Switch, TextField, useSubmission } from "../parts/form.tsx";
import { Icon } from "../parts/icon.tsx";
import { SkeletonRows } from "../parts/state.tsx";
import { toast } from "../parts/toast.tsx";
import { Failure } from "../session/failure.ts";
import { may } from "../session/session.ts";
import { invalidate, useQuery } from "../state/query.ts";
import { bytes, number, t } from "../words/words.ts";

const PAGE_SIZES = ["20", "50", "100"];

export function Repository({ storage, onClose }: { storage: Storage; onClose: () => void }) {
  const [path, setPath] = useState("");
  const [keyword, setKeyword] = useState("");
  const [type, setType] = useState("all");
  const [recursive, setRecursive] = useState(false);
  const [page, setPage] = useState(1);
  const [pageSize, setPageSize] = useState("50");
  const [writing, setWriting] = useState<RepositoryItem | "new" | null>(null);
  const query = {
    path,
    type,
    recursive: String(recursive),
    page: String(page),
    pageSize,
    ...(keyword.trim() ? { keyword: keyword.trim() } : {}),
  };
  const key = `repository:${storage.id}:${JSON.stringify(query)}`;
  const { data, error } = useQuery(key, () => browse(storage.id, query));
  const go = (next: string) => {
    setPath(next);
    setPage(1);
  };
  const segments = path === "" ? [] : path.split("/");
  return (
    <Dialog wide title={storage.displayName ?? storage.name} onClose={onClose}>
      <nav className="crumbs" aria-label={t("repository.path")}>
        <button type="button" className="inline-button" onClick={() => go("")}>
          {storage.configurationSummary.repository}
        </button>
        {segments.map((segment, index) => (
          <button
            key={segments.slice(0, index + 1).join("/")}
            type="button"
            className="inline-button"
            onClick={() => go(segments.slice(0, index + 1).join("/"))}
          >
            / {segment}
          </button>
        ))}
      </nav>
      <div className="form columns">
        <TextField
          label={t("repository.keyword")}
          type="search"
          value={keyword}
          onChange={(value) => {
            setKeyword(value);
            setPage(1);
          }}
        />
        <SelectField
          label={t("fact.type")}
          value={type}
          options={[
            ["all", t("repository.all")],
            ["file", t("repository.files")],
            ["dir", t("repository.folders")],
          ]}
          onChange={setType}
        />
        <SelectField
          label={t("repository.pageSize")}
          value={pageSize}
          options={PAGE_SIZES.map((size) => [size, size] as const)}
          onChange={(value) => {
            setPageSize(value);
            setPage(1);
          }}
        />
        <Switch label={t("repository.recursive")} checked={recursive} onChange={setRecursive} />
      </div>
      {error !== undefined && <FailureNote failure={error} />}
      {!data && !error && <SkeletonRows rows={4} />}
      {data && (
        <ul className="list repository">
          {data.items.map((item) => (
            <li key={item.path} className="list-row">
              <Icon name={item.isDirectory ? "folder" : "file"} />
              <div className="list-text">
                {item.isDirectory ? (
                  <button type="button" className="inline-button" onClick={() => go(item.path)}>
                    {recursive ? item.path : item.name}
                  </button>
                ) : (
                  <span>{recursive ? item.path : item.name}</span>
                )}
                {item.size !== null && <small className="muted">{bytes(item.size)}</small>}
              </div>
              <div className="actions">
                {item.publicUrl && (
                  <a className="button quiet" href={item.publicUrl} target="_blank" rel="noreferrer">
                    {t("keys.open")}
                  </a>
                )}
                {!item.isDirectory && may("providers.update") && (
                  <Button look="quiet" onClick={() => setWriting(item)}>
                    {t("repository.replace")}
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {data?.items.length === 0 && <p className="muted">{t("repository.empty")}</p>}
      <div className="section-head">
        <span className="figure muted">{data && number(data.total)}</span>
        <div className="actions">
          <Button disabled={page === 1} onClick={() => setPage(page - 1)}>
            {t("previous")}
          </Button>
          <Button disabled={!data?.hasMore} onClick={() => setPage(page + 1)}>
            {t("next")}
          </Button>
          {may("providers.update") && (
            <Button look="primary" icon="upload" onClick={() => setWriting("new")}>
              {t("nav.upload")}
            </Button>
          )}
        </div>
      </div>
      {writing && (
        <WriteFile
          storage={storage}
          folder={path}
          replaced={writing === "new" ? null : writing}
          onClose={() => setWriting(null)}
        />
      )}
    </Dialog>
  );
}

interface WriteProps {
  storage: Storage;
  folder: string;
  replaced: RepositoryItem | null;
  onClose: () => void;
}

function WriteFile({ storage, folder, replaced, onClose }: WriteProps) {
  const [file, setFile] = useState<File | null>(null);
  const [path, setPath] = useState(replaced?.path ?? "");
  const [commitMessage, setMessage] = useState("");
  const [isConflict, setConflict] = useState(false);
  const submission = useSubmission(async () => {
    if (file === null) return;
    try {
      const { operation } = await upsert(storage.id, {
        path,
        contentBase64: await base64(file),
        ...(commitMessage.trim() ? { commitMessage } : {}),
        ...(replaced?.sha ? { expectedSha: replaced.sha } : {}),
      });
      invalidate(`repository:${storage.id}`);
      toast(t(operation === "created" ? "repository.created" : "repository.updated", { name: path }));
      onClose();
    } catch (thrown) {
      setConflict(thrown instanceof Failure && thrown.status === 409);
      throw thrown;
    }
  });
  return (
    <Dialog
      title={replaced ? t("repository.replaceNamed", { name: replaced.name }) : t("repository.add")}
      onClose={onClose}
      actions={
        <Button
          type="submit"
          form="write-file"
          look="primary"
          busy={submission.busy}
          disabled={file === null || !path}
        >
          {t("save")}
        </Button>
      }
    >
      <Form id="write-file" submission={submission}>
        <label className="field">
          {t("repository.file")}
          <input
            type="file"
            onChange={(event) => {
              const next = event.currentTarget.files?.[0] ?? null;
              setFile(next);
              if (next && replaced === null) setPath([folder, next.name].filter(Boolean).join("/"));
            }}
          />
        </label>
        <TextField
          label={t("repository.path")}
          required
          disabled={replaced !== null}
          value={path}
          onChange={setPath}
        />
        <TextField
          label={t("commitMessage")}
          placeholder={t("optional")}
          value={commitMessage}
          onChange={setMessage}
        />
        {isConflict && <p className="note">{t("repository.conflict")}</p>}
      </Form>
    </Dialog>
  );
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
