/** One file to the API, with its progress: only XMLHttpRequest tells how much has left. */
import type { Detail } from "../api/library.ts";
import { Failure, failureOf } from "../session/failure.ts";
import { refreshed } from "../session/refresh.ts";
import { apiAddress, session } from "../session/session.ts";
import { t } from "../words/words.ts";
import type { Entry, Options } from "./entry.ts";

/** Nothing moved for so long: the connection is gone without saying so. */
const STALLED_MILLISECONDS = 60_000;

export async function send(
  entry: Entry & { file: File },
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Detail> {
  const before = session.get();
  try {
    return await sendOnce(entry, onProgress, signal);
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.status !== 401 || before === null) throw thrown;
    if ((await refreshed(before)) === null) throw thrown;
    return sendOnce(entry, onProgress, signal);
  }
}

function sendOnce(
  { file, name, options }: Entry & { file: File },
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Detail> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const lost = () => reject(new Failure("offline", t("failure.offline")));
    let stalled = setTimeout(stop, STALLED_MILLISECONDS);
    request.open("POST", `${apiAddress.get()}/api/v1/assets`);
    const token = session.get()?.accessToken;
    if (token !== undefined) request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(stalled);
      stalled = setTimeout(stop, STALLED_MILLISECONDS);
      onProgress(total === 0 ? 0 : (loaded / total) * file.size);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText).data);
      else reject(failureOf(request.status, request.responseText, request.getResponseHeader("retry-after")));
    };
    request.onerror = lost;
    request.onabort = () => (signal.aborted ? reject(signal.reason) : lost());
    request.onloadend = () => {
      clearTimeout(stalled);
      signal.removeEventListener("abort", stop);
    };
    signal.addEventListener("abort", stop);
    request.send(formOf(file, name, options));
  });
}

function formOf(file: File, name: string, options: Options): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(options)) if (value !== "") form.set(field, String(value));
  form.set("file", file, name);
  return form;
}
