import { newId } from "../../protocol/ids.ts";
import { browserPorts } from "../../protocol/ports.ts";
import { adopt, element } from "../by-hand.ts";
import type { FilesOptions } from "../contract.ts";
import css from "./files.css?inline";
import { Parcels, type Ended, type Parcel } from "./queue.ts";
import { reasonOf, wordsOf } from "./words.ts";

const SVG = "http://www.w3.org/2000/svg";

function clip(): SVGElement {
  const [drawing, path] = [document.createElementNS(SVG, "svg"), document.createElementNS(SVG, "path")];
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  path.setAttribute("d", "M18.5 11.5 12 18a4 4 0 0 1-5.7-5.7l7-7a2.7 2.7 0 0 1 3.8 3.8l-7 7a1.3 1.3 0 0 1-1.9-1.9l6.2-6.2");
  drawing.append(path);
  return drawing;
}

/** Draws the way to send files into an element; answers how it is taken away. */
export function draw(into: HTMLElement, { address, taken, token, language }: FilesOptions): () => void {
  const words = wordsOf(language);
  adopt(into, css);
  const ports = browserPorts();
  const input = element("input", { type: "file", multiple: true, hidden: true, accept: taken.kinds.join(",") });
  const attach = element("button", { type: "button", className: "attach" }, clip(), words.attach);
  const list = element("ul", { className: "parcels" });
  const status = element("p", { className: "hidden" });
  status.setAttribute("role", "status");
  into.replaceChildren(list, attach, input, status);

  const parcels = new Parcels(
    ({ id, file }, told, stop) => upload(`${address}?id=${id}&name=${encodeURIComponent(file.name)}`, { file, token: token() ?? "", told, stop }),
    (sent) => {
      if (sent !== null) status.textContent = words.sent(sent.file.name);
      show();
    },
  );

  /** What is shown of each. A row stays while only its bar moves: somebody may have the focus in it. */
  const rows = new Map<Parcel, { fault: Parcel["fault"]; item: HTMLElement }>();

  function show(): void {
    for (const [parcel, { item }] of rows) {
      if (parcels.all.includes(parcel)) continue;
      item.remove();
      rows.delete(parcel);
    }
    for (const parcel of parcels.all) {
      const { part, fault } = parcel;
      const shown = rows.get(parcel);
      const item = shown === undefined || shown.fault !== fault ? row(parcel) : shown.item;
      if (shown === undefined) list.append(item);
      else if (item !== shown.item) shown.item.replaceWith(item);
      rows.set(parcel, { fault, item });
      const bar = item.querySelector("progress");
      if (bar !== null && part !== null) bar.value = part;
    }
  }

  function row(parcel: Parcel): HTMLElement {
    const { file, fault } = parcel;
    const button = (name: string, label: string, click: () => void): HTMLElement => {
      const made = element("button", { type: "button", className: "small", onclick: click }, label);
      made.setAttribute("aria-label", name);
      return made;
    };
    const name = element("bdi", { className: "name" }, file.name);
    if (fault === undefined) {
      const bar = element("progress", { max: 1 });
      bar.setAttribute("aria-label", file.name);
      return element("li", {}, name, bar, button(words.stop(file.name), "✕", () => parcels.remove(parcel)));
    }
    const reason = reasonOf(fault ?? "", words, taken.bytes_max);
    const why = element("span", { className: "error" }, reason ?? words.failed);
    why.setAttribute("role", "alert");
    const again = reason === null ? [button(`${words.retry}: ${file.name}`, words.retry, () => parcels.retry(parcel))] : [];
    return element("li", {}, name, why, ...again, button(`${words.dismiss}: ${file.name}`, words.dismiss, () => parcels.remove(parcel)));
  }

  function add(files: FileList | undefined): boolean {
    for (const file of files ?? []) parcels.add(newId(ports), file, file.size > taken.bytes_max ? "upload_too_large" : undefined);
    return (files?.length ?? 0) > 0;
  }

  attach.onclick = () => input.click();
  input.onchange = () => {
    add(input.files ?? undefined);
    // The same file may be chosen again.
    input.value = "";
  };
  const ends = new AbortController();
  const { signal } = ends;
  const chat = into.closest<HTMLElement>(".window");
  chat?.addEventListener(
    "paste",
    (event) => {
      const given = event.clipboardData;
      // A table from a spreadsheet comes as words and as a picture of them: the words are meant.
      if (given?.types.includes("text/plain") !== true && add(given?.files)) event.preventDefault();
    },
    { signal },
  );
  chat?.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault(), { signal });
  chat?.addEventListener("drop", (event) => add(event.dataTransfer?.files) && event.preventDefault(), { signal });
  return () => {
    ends.abort();
    parcels.clear();
  };
}

interface Upload {
  file: File;
  token: string;
  told: (part: number) => void;
  stop: AbortSignal;
}

/** The gateway gives an upload no longer. */
const LIMIT_MS = 300_000;

/** Sends one to the gateway. Only the older of the browser's two ways says how far it is. */
function upload(url: string, { file, token, told, stop }: Upload): Promise<Ended> {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.timeout = LIMIT_MS;
    request.upload.onprogress = ({ loaded, total }) => told(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      const code = (request.response as { code?: unknown } | null)?.code;
      done(request.status === 204 ? { taken: true } : { taken: false, code: typeof code === "string" ? code : null });
    };
    request.onerror = request.onabort = request.ontimeout = () => done({ taken: false, code: null });
    stop.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
