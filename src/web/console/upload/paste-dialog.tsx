/** A look at what was pasted, and a name for it, before it is sent. */
import { useEffect, useState } from "react";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { TextField } from "../parts/form.tsx";
import { bytes, t } from "../words/words.ts";

interface Props {
  files: File[];
  onClose: () => void;
  onUpload: (files: File[]) => void;
}

export function PasteDialog({ files, onClose, onUpload }: Props) {
  const [name, setName] = useState(() => usualName(files[0]));
  const [previews, setPreviews] = useState<string[]>([]);
  const single = files.length === 1 ? files[0] : undefined;
  useEffect(() => {
    const urls = files.map((file) => URL.createObjectURL(file));
    setPreviews(urls);
    return () => {
      for (const url of urls) URL.revokeObjectURL(url);
    };
  }, [files]);
  function upload() {
    onUpload(single ? [new File([single], name.trim() || usualName(single), { type: single.type })] : files);
  }
  return (
    <Dialog
      title={t("upload.pasted", { n: files.length })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="primary" icon="upload" onClick={upload}>
            {t("nav.upload")}
          </Button>
        </>
      }
    >
      <div className="paste-previews">
        {previews.map((url) => (
          <img key={url} src={url} alt="" />
        ))}
      </div>
      {single && (
        <TextField label={t("fact.name")} hint={bytes(single.size)} value={name} onChange={setName} />
      )}
    </Dialog>
  );
}

/** The clipboard calls everything image.png; the time tells them apart. */
function usualName(file: File | undefined): string {
  if (file && !/^image\.\w+$/.test(file.name)) return file.name;
  const time = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
  const extension = file?.type.replace("image/", "").replace("jpeg", "jpg") ?? "png";
  return `pasted-${time.slice(0, 19).replace(/[:T]/g, "-")}.${extension}`;
}
