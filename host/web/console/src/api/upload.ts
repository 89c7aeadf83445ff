// A file on its way to the gateway. Only the older of the browser's two ways says how far it is.

import type { UploadedFile } from "./types.ts";
import { catalogue as t } from "../i18n.ts";
import { isProblem, problem, ProblemError, unreachable } from "./rest.ts";

/** Uploads the file to an address; `told` hears how much has gone, from 0 to 1. */
export function upload(url: string, file: File, told: (part: number) => void, stop: AbortSignal): Promise<UploadedFile> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => told(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      if (request.status === 201) done(request.response as UploadedFile);
      else fail(new ProblemError(isProblem(request.response) ? request.response : problem("http_error", request.status, t.problem.generic)));
    };
    request.onerror = () => fail(new ProblemError(unreachable()));
    request.onabort = () => fail(new ProblemError(unreachable()));
    stop.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
