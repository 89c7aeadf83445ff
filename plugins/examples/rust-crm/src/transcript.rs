//! What was said, as a text.

use frontdesk_plugin::crm::{Author, Turn};

/// One line each: who, and what.
pub(crate) fn write(turns: &[Turn]) -> String {
    let lines: Vec<String> = turns
        .iter()
        .map(|turn| {
            let author = match turn.author {
                Author::Contact => "Contact",
                Author::Agent => "Agent",
                Author::System => "System",
            };
            format!("{}: {}", turn.name.as_deref().unwrap_or(author), turn.text)
        })
        .collect();
    lines.join("\n")
}
