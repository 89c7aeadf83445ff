//! What was said, as a text that people read in their customer system.

use frontdesk_plugin::{
    crm::{Author, CaseNote, Turn},
    types::Field,
};
use time::OffsetDateTime;

use crate::{once, person::cut};

/// Stands where a text was cut.
const CUT: &str = "[…]";

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As it is.
    Plain,
    /// HTML, in which nothing that anybody said is an element.
    Html,
}

/// A conversation as one text: where it was, then what was said, then the mark by which a second try is
/// known. Fields in `told_elsewhere` are left out. If it is longer than `bytes_max` the earliest turns
/// make room: how it ended is what a reader looks for.
pub fn write(
    note: &CaseNote,
    told_elsewhere: &[String],
    form: Form,
    reference: &str,
    bytes_max: usize,
) -> String {
    let head = head(note, told_elsewhere);
    let end = once::mark(reference);
    let outer = head.iter().chain(end.iter());
    let mut room = bytes_max.saturating_sub(outer.map(|text| form.size(text)).sum());
    let mut turns = Vec::new();
    for turn in note.transcript.iter().rev() {
        let turn = line(turn);
        let size = form.size(&turn);
        if size > room {
            // One more may be there in part.
            let kept = cut(&turn, room.saturating_sub(form.size(CUT)) / form.growth());
            if room > form.size(CUT) {
                turns.push([kept, CUT].concat());
            }
            break;
        }
        room -= size;
        turns.push(turn);
    }
    turns.reverse();
    let lines = head.into_iter().chain(turns).chain(end);
    let lines: Vec<String> = lines.map(|text| form.written(&text)).collect();
    lines.join(form.break_between())
}

fn head(note: &CaseNote, told_elsewhere: &[String]) -> Vec<String> {
    let is_wanted = |field: &&Field| !told_elsewhere.contains(&field.name);
    let fields = note.fields.iter().filter(is_wanted);
    let agent = note.agent.iter().map(|agent| format!("Agent: {agent}"));
    let queue = Some(&note.queue).filter(|queue| !queue.is_empty());
    let queue = queue.into_iter().map(|queue| format!("Queue: {queue}"));
    let fields = fields.map(|field| format!("{}: {}", field.name, field.value));
    let head = queue.chain(agent).chain(fields);
    // A long field is no reason to lose the conversation.
    head.map(|text| cut(&text, 1_000).to_owned()).collect()
}

/// `2024-10-27 03:33 Ann: My bill is wrong`
fn line(turn: &Turn) -> String {
    let author = match turn.author {
        Author::Contact => "Contact",
        Author::Agent => "Agent",
        Author::System => "System",
    };
    let author = turn.name.as_deref().unwrap_or(author);
    match moment(turn.at) {
        Some(moment) => format!("{moment} {author}: {}", turn.text),
        None => format!("{author}: {}", turn.text),
    }
}

/// In UTC, to the minute; none for a number that is no time.
fn moment(ms: f64) -> Option<String> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`as` saturates, and the library refuses"
    )]
    let seconds = (ms / 1_000.0) as i64;
    let at = OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .filter(|_| seconds > 0)?;
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    let (hour, minute) = (at.hour(), at.minute());
    Some(format!(
        "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"
    ))
}

impl Form {
    fn written(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Html => escaped(text),
        }
    }

    /// Bytes with the break behind it.
    fn size(self, text: &str) -> usize {
        self.written(text).len() + self.break_between().len()
    }

    const fn break_between(self) -> &'static str {
        match self {
            Self::Plain => "\n",
            Self::Html => "<br>",
        }
    }

    /// By how much writing makes a byte longer, at most.
    const fn growth(self) -> usize {
        match self {
            Self::Plain => 1,
            Self::Html => "&quot;".len(),
        }
    }
}

/// A text as HTML: no character of it begins an element or a reference.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(texts: &[&str]) -> CaseNote {
        let turn = |(n, text): (usize, &&str)| Turn {
            at: 1_730_000_000_000.0 + 60_000.0 * f64::from(u32::try_from(n).unwrap()),
            author: if n % 2 == 0 {
                Author::Contact
            } else {
                Author::Agent
            },
            name: (n % 2 == 0).then(|| "Ann".to_owned()),
            text: (*text).to_owned(),
        };
        CaseNote {
            person: None,
            subject: "Billing".to_owned(),
            queue: "billing".to_owned(),
            agent: Some("Bo".to_owned()),
            transcript: texts.iter().enumerate().map(turn).collect(),
            fields: vec![
                Field::new("channel", "website"),
                Field::new("Priority", "High"),
            ],
        }
    }

    #[test]
    fn a_conversation_is_read_from_top_to_bottom() {
        let told = ["Priority".to_owned()];
        let text = write(
            &note(&["My bill", "Let me see"]),
            &told,
            Form::Plain,
            "cnv_1",
            9_999,
        );
        assert_eq!(
            text,
            "Queue: billing\nAgent: Bo\nchannel: website\n2024-10-27 03:33 Ann: My bill\n\
             2024-10-27 03:34 Agent: Let me see\nReference: cnv_1"
        );
    }

    #[test]
    fn nothing_that_was_said_is_markup() {
        let text = write(
            &note(&["<script>alert('x')</script> & \"y\"\nz"]),
            &[],
            Form::Html,
            "cnv_1",
            9_999,
        );
        assert!(!text.contains("<script"), "{text}");
        let said = "Ann: &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;<br>z<br>Reference: cnv_1";
        assert!(text.ends_with(said), "{text}");
    }

    #[test]
    fn a_long_conversation_keeps_its_end_and_its_mark() {
        let long = "'é".repeat(400);
        for form in [Form::Plain, Form::Html] {
            for max in [0, 60, 100, 300, 1_000, 5_000, 20_000] {
                let text = write(&note(&[&long, &long, "the end"]), &[], form, "cnv_1", max);
                assert!(text.len() <= max.max(100), "{max} {}", text.len());
                assert!(text.ends_with("Reference: cnv_1"), "{max} {text}");
                let has_end = text.contains("the end");
                assert!(has_end || max < 200, "{max} {text}");
                let is_cut = text.contains(CUT);
                assert!(is_cut || !(200..=1_000).contains(&max), "{max}");
            }
        }
    }

    #[test]
    fn a_time_that_is_none_is_left_out() {
        for at in [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e300] {
            assert_eq!(moment(at), None, "{at}");
        }
        assert_eq!(
            moment(1_730_000_000_000.0).as_deref(),
            Some("2024-10-27 03:33")
        );
    }
}
