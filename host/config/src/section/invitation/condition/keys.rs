//! The keys of `[invitation.NAME.when]`.

use super::Device;
use crate::{
    read::{Choice, Integer, Special, Switch},
    reference::SectionReference,
};

pub(super) const URL: Special = Special {
    name: "url",
    takes: "`\"shop.example.com/pricing/**\"`, `{ path = \"/pricing\" }` or `{ regex = \"plan=(pro|team)\" }`",
    default: "any",
    meaning: "The page's address. A text is its host and path, or only its path if it begins with `/`: `*` stands \
              for anything but a `/`, `**` for anything. `path` is the path exactly. `regex` is looked for in the \
              first 256 characters of the whole address; what could take long to find is refused.",
};
pub(super) const REFERRER: Special = Special {
    name: "referrer",
    takes: "as `url`",
    default: "any",
    meaning: "The address that led to the page.",
};
pub(super) const UTM_KEY: Special = Special {
    name: "utm",
    takes: "a table such as `{ source = \"newsletter\" }`",
    default: "any",
    meaning: "What the address says of a campaign, in its `utm_…`: `source`, `medium`, `campaign`, `term`, `content`.",
};
pub(super) const DWELL: Special = watched(
    "dwell",
    "The pointer has been over an element for so long without leaving it. Where nothing can hover, half of the \
     element has been visible for so long.",
);
pub(super) const VISIBLE: Special = watched(
    "visible",
    "Half of an element, or half of the window full of it, has been visible for so long.",
);
pub(super) const PAGE_S: Integer = seconds("page_s", "How long the page has been visible.");
pub(super) const SITE_S: Integer =
    seconds("site_s", "How long pages have been visible in this visit.");
pub(super) const IDLE_S: Integer = seconds(
    "idle_s",
    "How long the visitor has neither moved, typed nor scrolled on the visible page.",
);
pub(super) const PAGES: Special = counted("pages", "Which page of the visit it is.");
pub(super) const VISITS: Special = counted(
    "visits",
    "Which visit it is. One ends after 30 minutes without a page.",
);
pub(super) const SCROLL: Integer = Integer {
    name: "scroll",
    default: 0,
    range: 1..=100,
    unit: "%",
    meaning: "How far down the page the visitor has been.",
};
pub(super) const EXIT: Switch = Switch {
    name: "exit",
    default: false,
    meaning: "`true`: the pointer has left the page upwards, for tabs and address. Never so where nothing can hover.",
};
pub(super) const DEVICE: Choice<Device> = Choice {
    name: "device",
    options: &[("desktop", Device::Desktop), ("touch", Device::Touch)],
    meaning: "What the visitor points with.",
};
pub(super) const LANGUAGE: Special = Special {
    name: "language",
    takes: "a tag such as `\"de\"`, or a list of them",
    default: "any",
    meaning: "What the visitor speaks, as the page said, else as their browser does; `\"de\"` is also `de-AT`.",
};
pub(super) const DATA: Special = Special {
    name: "data",
    takes: "a table such as `{ plan = \"gold\", _vip = true }`; a list has several values that will do",
    default: "any",
    meaning: "What the page said with `setCustomerInfo` and `setVariables`.",
};
pub(super) const ALL: Special = several("all", "All of these hold, each a table of conditions.");
pub(super) const ANY: Special = several("any", "One of these holds, each a table of conditions.");
pub(super) const NOT: Special = Special {
    name: "not",
    takes: "a table of conditions",
    default: "none",
    meaning: "These do not all hold.",
};
pub(super) const AFTER_MS: Integer = Integer {
    name: "ms",
    default: 2_000,
    range: 100..=600_000,
    unit: "ms",
    meaning: "for how long",
};
pub(super) const LEAST: Integer = count("min");
pub(super) const MOST: Integer = count("max");

const fn watched(name: &'static str, meaning: &'static str) -> Special {
    Special {
        name,
        takes: "a table such as `{ selector = \"#pro\", ms = 2000 }`",
        default: "none",
        meaning,
    }
}

const fn seconds(name: &'static str, meaning: &'static str) -> Integer {
    Integer {
        name,
        default: 0,
        range: 1..=86_400,
        unit: "s",
        meaning,
    }
}

const fn counted(name: &'static str, meaning: &'static str) -> Special {
    Special {
        name,
        takes: "a number, which is the least, or `{ min = 2, max = 5 }`",
        default: "any",
        meaning,
    }
}

const fn several(name: &'static str, meaning: &'static str) -> Special {
    Special {
        name,
        takes: "a list of tables such as `[{ page_s = 45 }, { scroll = 60, exit = true }]`",
        default: "none",
        meaning,
    }
}

const fn count(name: &'static str) -> Integer {
    Integer {
        name,
        default: 0,
        range: 1..=100_000,
        unit: "",
        meaning: "how many",
    }
}

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[invitation.NAME.when]",
    "When it is shown: everything in the table holds at once. `any`, `all` and `not` take tables of the same kind, \
     up to four deep. Times count while the page is visible, to the millisecond. A table needs one condition at least.",
    &[
        &URL, &REFERRER, &UTM_KEY, &DWELL, &VISIBLE, &PAGE_S, &SITE_S, &PAGES, &VISITS, &SCROLL,
        &EXIT, &IDLE_S, &DEVICE, &LANGUAGE, &DATA, &ALL, &ANY, &NOT,
    ],
);
