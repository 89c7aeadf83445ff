import type { Page, PageOptions } from "../contract.ts";
import { PageApi } from "./page-api.ts";
import { PanelSlot } from "./panel-slot.ts";

/** What a page can do with its chat, and what the chat does by itself. */
export function begin(options: PageOptions): Page {
  const api = new PageApi();
  const slot = new PanelSlot({ ...options, emit: (name, detail) => api.emit(name, detail) });
  api.attach(slot);
  void slot.invite();
  const { shelf } = options;
  return {
    toggle: () => void slot.toggle(),
    resume: () => void slot.load(shelf.get("open") === "1", false),
    call: (call) => api.call(call),
  };
}
