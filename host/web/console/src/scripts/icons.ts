// The picture of each kind of object.

import Bot from "@lucide/svelte/icons/bot";
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import CircleStop from "@lucide/svelte/icons/circle-stop";
import CircleHelp from "@lucide/svelte/icons/circle-question-mark";
import CornerDownRight from "@lucide/svelte/icons/corner-down-right";
import Globe from "@lucide/svelte/icons/globe";
import Hourglass from "@lucide/svelte/icons/hourglass";
import Languages from "@lucide/svelte/icons/languages";
import ListOrdered from "@lucide/svelte/icons/list-ordered";
import Mail from "@lucide/svelte/icons/mail";
import MessageSquareText from "@lucide/svelte/icons/message-square-text";
import Smile from "@lucide/svelte/icons/smile";
import Split from "@lucide/svelte/icons/split";
import Timer from "@lucide/svelte/icons/timer";
import UserSearch from "@lucide/svelte/icons/user-search";
import UsersRound from "@lucide/svelte/icons/users-round";
import Variable from "@lucide/svelte/icons/variable";

import type { Kind } from "./script.ts";

export type Icon = typeof Split;

const ICONS: Readonly<Record<Kind, Icon>> = {
  schedule: CalendarClock,
  message: MessageSquareText,
  menu: ListOrdered,
  language: Languages,
  test_variable: Split,
  set_variable: Variable,
  check_customer: UserSearch,
  http_call: Globe,
  plugin_call: Bot,
  offline_form: Mail,
  survey: Smile,
  test_queue: UsersRound,
  forward: Hourglass,
  wait_message: Timer,
  goto: CornerDownRight,
  end: CircleStop,
};

export function iconOf(kind: Kind | null): Icon {
  return kind === null ? CircleHelp : ICONS[kind];
}
