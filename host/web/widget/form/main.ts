import { PreChatForm } from "../panel/pre-chat-form.tsx";
import { borrow } from "./borrowed.ts";
import type { FormModule } from "./lent.ts";

/** The form before a chat. */
export const form: FormModule["form"] = (lent) => {
  borrow(lent);
  return PreChatForm;
};
