import { PreChatForm } from "../panel/pre-chat-form.tsx";
import { borrow } from "./borrowed.ts";
import css from "./form.css?inline";
import type { FormModule } from "./lent.ts";

/** The form before a chat. */
export const form: FormModule["form"] = (lent, root) => {
  borrow(lent);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return PreChatForm;
};
