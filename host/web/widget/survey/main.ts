import type { Rating } from "../../protocol/chat-state.ts";
import { adopt, element } from "../by-hand.ts";
import type { SurveyOptions } from "../contract.ts";
import { face } from "./face.ts";
import css from "./survey.css?inline";
import { wordsOf } from "./words.ts";

/** Characters that can be added; the gateway takes no more. */
const COMMENT_CHARS = 1_000;

/** The text in the nearest language, else in English, else the first. */
function worded(texts: Record<string, string>, language: string): string {
  const tag = [language, language.split("-")[0] ?? "", "en"].find((one) => one in texts) ?? Object.keys(texts)[0];
  return texts[tag ?? ""] ?? "";
}

/** Draws the question into an element, in which it then lives. It is made by hand: the panel's library is in the panel. */
export function draw(into: HTMLElement, { asked, language, rate }: SurveyOptions): (rating: Rating) => void {
  const words = wordsOf(language);
  adopt(into, css);
  const scores = asked.scale === "csat" ? [1, 2, 3, 4, 5] : Array.from({ length: 11 }, (_, score) => score);
  const choices = scores.map((score) => {
    const input = element("input", { type: "radio", name: "score", value: String(score), className: "hidden" });
    const words_ = asked.scale === "csat" ? (words.csat[score - 1] ?? "") : score === 0 ? `0, ${words.least}` : score === 10 ? `10, ${words.most}` : String(score);
    input.setAttribute("aria-label", words_);
    const label = element("label", { title: words_ }, input, asked.scale === "csat" ? face(score) : element("span", {}, String(score)));
    return { input, label };
  });
  const comment = element("textarea", { maxLength: COMMENT_CHARS, rows: 2, dir: "auto" });
  const send = element("button", { type: "submit", className: "primary" }, words.send);
  const status = element("p", { className: "status" });
  status.setAttribute("role", "status");
  const row = element("div", { className: `scores ${asked.scale}` }, ...choices.map(({ label }) => label));
  const ends = element("p", { className: "ends" }, element("span", {}, words.least), element("span", {}, words.most));
  ends.setAttribute("aria-hidden", "true");
  const question = element("fieldset", {}, element("legend", { dir: "auto" }, worded(asked.question, language)), row, ...(asked.scale === "nps" ? [ends] : []));
  // Words are asked for once there is a score: a short question is answered more often.
  const more = element("div", { className: "more", hidden: true }, ...(asked.comment ? [element("label", { className: "comment" }, words.comment, comment)] : []), send);
  const form = element("form", { className: "survey", noValidate: true }, question, more);
  into.replaceChildren(form, status);
  form.addEventListener("change", () => (more.hidden = chosen() === null));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const score = chosen();
    if (score !== null && send.ariaDisabled !== "true") rate(score, comment.value.trim());
  });

  function chosen(): number | null {
    const found = choices.find(({ input }) => input.checked);
    return found === undefined ? null : Number(found.input.value);
  }

  return (rating) => {
    const hadFocus = form.contains((into.getRootNode() as ShadowRoot).activeElement);
    form.hidden = rating === "kept";
    send.ariaDisabled = String(rating === "asked");
    send.textContent = rating === "asked" ? words.sending : words.send;
    status.textContent = rating === "kept" ? words.thanks : rating === "refused" ? words.refused : "";
    status.classList.toggle("error", rating === "refused");
    status.tabIndex = -1;
    if (rating === "kept" && hadFocus) status.focus();
  };
}
