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
