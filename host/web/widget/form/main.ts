import { Attach } from "../panel/attach.tsx";
import { Choices } from "../panel/choices.tsx";
import { EndQuestion } from "../panel/end-question.tsx";
import { Ended } from "../panel/ended.tsx";
import { PreChatForm } from "../panel/pre-chat-form.tsx";
import { borrow } from "./borrowed.ts";
import css from "./form.css?inline";
import type { FormModule } from "./lent.ts";

/** The form before a chat, and what else is seldom there. */
export const form: FormModule["form"] = (lent, root) => {
  borrow(lent);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return { Before: PreChatForm, Choices, Attach, Ended, EndQuestion };
};
