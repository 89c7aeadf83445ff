// Help for agents, shown in the console under `?`.

export const guide: readonly { readonly question: string; readonly answer: string }[] = [
  {
    question: "How do I get conversations?",
    answer:
      "Set yourself to Available (Alt+S). The gateway then offers you the customer who is next, at the top right, with the seconds you have to answer. Accept with Alt+A. You can hold up to six at once; the bars beside your presence show how many you hold and how many you may.",
  },
  {
    question: "What if I miss an offer?",
    answer:
      "It goes back to its queue with its waiting time and is offered to the next colleague at once. Depending on your set-up you are set to Away, so that customers are not offered to an empty chair; a notice offers the way back.",
  },
  {
    question: "What do the colours of the timers mean?",
    answer:
      "The timer counts from the first message you have not answered. It turns to a warning, with a triangle, after half a minute, and red, with a circle, after a minute. Only an answer stops it; opening the chat does not.",
  },
  {
    question: "What happens to my text when the connection is lost?",
    answer:
      "Nothing is lost. Go on writing; what you send waits with a clock and goes out, once, when the connection is back. What could not be sent is marked red, with Retry. Drafts are kept for each conversation, over a reload too.",
  },
  {
    question: "What do the ticks under my messages mean?",
    answer:
      "On channels that a provider carries (SMS, WhatsApp and the like): a clock is on its way, one tick is with the provider, two ticks are on the customer's device, two filled ticks are read. Not every channel tells all of it. A red circle did not arrive; choose it to see why. “May not have arrived” means that nobody knows: it is not sent again by itself, so that nothing comes twice.",
  },
  {
    question: "Why can I not write to this customer now?",
    answer:
      "Some channels take free text only for some hours after the customer's last message; under the field you see until when. After that you can send a template that the provider has approved, if the channel has any: choose it, fill in its values, and see what the customer will read. Your draft is kept until they write again.",
  },
  {
    question: "A customer wants no more messages. What now?",
    answer:
      "If they write the word for it themselves, such as STOP, the gateway notes it. If they tell you in other words, choose “The contact asked to stop” in the menu at the three dots. From then on nobody can write to them on that channel. Only a supervisor can take it back, and only because the customer said so.",
  },
  {
    question: "How do I write to somebody first?",
    answer:
      "Choose “New” above your chats, or Alt+N. It needs a free place on your desk, and a channel that allows it. Give the number with + and the country code. Where a first message has to be a template, you choose one. The counter shows how many SMS segments a text takes: one character outside of the SMS alphabet, such as a curly quotation mark, makes every segment hold less than half.",
  },
  {
    question: "How do I talk to a customer whose language I do not speak?",
    answer:
      "The bar above the messages shows the two languages. If you do not speak the customer's, translation is on by itself; if it is your second language, you can switch it on; it holds for this conversation only. Messages are shown in your language, in theirs, or in both (Alt+T). Write as usual: what you send goes out in their language. Alt+P shows the translation first, and you can change it there. If no translator answers in time your text goes out as you wrote it, and is marked so.",
  },
  {
    question: "Can I see what the customer asked before?",
    answer:
      "Yes: the customer panel (Alt+C) lists the person's other conversations on every channel, newest first. Choose one to read it beside the chat. It is there once the gateway has recognised the person.",
  },
  {
    question: "How do I know which customer it is?",
    answer:
      "The customer panel (Alt+C) shows the record that the gateway has found, and by what. Verified means that the channel's provider or the site vouches for it; everything else is only what they said, so ask before you tell them anything of the record. “This is them” keeps the record with the conversation. Where several could be theirs, or none is found, you choose, look for them, or write a new record. What you type there is kept while you look at other conversations.",
  },
  {
    question: "Must I type what the customer has written?",
    answer:
      "No. Select it in their message, and choose in the bar where it belongs: name, email, phone, account number, notes, one of your own fields, or the subject of a case. By key: Alt+M takes their newest message, Alt+M again the one before; the arrow keys choose the field. The form opens with the words in it, and nothing is saved until you save it. If it is not sure whose conversation it is, a new record is begun.",
  },
  {
    question: "What are cases and tasks?",
    answer:
      "A case is what a customer wants to have settled: it has a state, follow-ups and the conversations it came up in, and whoever talks to the customer next sees it beside the chat. A task is what one of you means to do, with or without a date; yours are on the customers' page under “My tasks”.",
  },
  {
    question: "How do I find a customer when nobody writes?",
    answer:
      "On the page Customers: type any words of the record (/ goes to the field), arrow down to choose, Enter to open. tag:vip narrows to a tag. Two records of one person can be merged; for 30 days that can be undone.",
  },
  {
    question: "How do I give a conversation to a colleague?",
    answer:
      "Alt+G, or the menu at the three dots: choose who, then Enter. They are asked first; if they do not take it in time, it goes to everybody of the queue, with its age. Beside each name stands why somebody cannot be asked. Supervisors can give what still waits to anybody, from the floor.",
  },
  {
    question: "Can I choose a customer who waits?",
    answer:
      "If you may take conversations by hand, or your queue asks nobody: Alt+Q shows who waits, the longest first. You need a free place.",
  },
  {
    question: "How does a conversation end?",
    answer:
      "You end it with Alt+E, or the customer leaves. Either way the place turns to wrap-up: choose a disposition, add a note if you like, and finish. If you do not, it closes by itself when the time is over; it counts as one of your places until then.",
  },
  {
    question: "Why did I get this customer?",
    answer:
      "Choose “Why here?” (Alt+I). It lists each step of the conversation, and for each offer which agents were looked at and why this one was chosen.",
  },
];
