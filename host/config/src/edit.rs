//! Changing the operator's file: a section added or taken out, every comment left where it is.

mod change;
mod draft;
mod removal;
mod section;

use toml_edit::DocumentMut;

pub use self::{
    change::{SectionChange, SectionEdit, Step, edit_section, path_at, section_value},
    draft::{Draft, DraftKey, DraftTable},
    section::{section_text, unreadable_at, with_section},
};
pub use crate::place::line_and_column;

/// Why the file was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file is not TOML.
    #[error("the configuration cannot be read: {0}")]
    Syntax(String),
    /// There is such a section.
    #[error("there is a section [{0}] already")]
    Taken(String),
    /// There is no such section.
    #[error("there is no section [{0}]")]
    Missing(String),
    /// The section is spread over the file in a way that cannot be taken out safely.
    #[error("the section [{0}] cannot be taken out by a program; please remove it by hand")]
    Tangled(String),
    /// The text of a section holds something else.
    #[error("the text must hold the section [{0}] and nothing else")]
    Other(String),
    /// There is nothing to change there.
    #[error("there is nothing at {0}")]
    NoPlace(String),
}

/// The file's text with the section at its end.
pub fn add_section(text: &str, draft: &Draft) -> Result<String, EditError> {
    let document = parse(text)?;
    let title = draft.title();
    if table(&document, draft.section, &draft.name).is_some() {
        return Err(EditError::Taken(title));
    }
    let mut new = text.trim_end().to_owned();
    if !new.is_empty() {
        new.push_str("\n\n");
    }
    new.push_str(&draft.to_string());
    parse(&new)?;
    Ok(new)
}

/// The file's text without `[section.name]` and its inner tables.
pub fn remove_section(text: &str, section: &str, name: &str) -> Result<String, EditError> {
    let document = parse(text)?;
    let title = format!("{section}.{name}");
    if table(&document, section, name).is_none() {
        return Err(EditError::Missing(title));
    }
    removal::without(text, document, section, name).ok_or(EditError::Tangled(title))
}

fn parse(text: &str) -> Result<DocumentMut, EditError> {
    text.parse()
        .map_err(|error: toml_edit::TomlError| EditError::Syntax(error.to_string()))
}

fn table<'a>(document: &'a DocumentMut, section: &str, name: &str) -> Option<&'a toml_edit::Item> {
    document.get(section)?.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Setting;

    const FILE: &str = "# Ours.\n[queue.sales]\ntitle = \"Sales\"\n# priority = 5\n\n\
                        # The site.\n[channel.web]\nwasm = \"webchat.wasm\" # built by us\n\
                        # locale = \"en\"\n[channel.web.settings]\na = 1\n\n\
                        # Who answers.\n[agent.ana]\nname = \"Ana\"\n";

    fn draft(is_active: bool) -> Draft {
        Draft {
            section: "channel",
            name: "sms".to_owned(),
            about: vec!["SMS, by Example.".to_owned()],
            is_active,
            keys: vec![DraftKey {
                name: "wasm".to_owned(),
                about: Vec::new(),
                value: Setting::Text("sms.wasm".to_owned()),
                is_set: true,
            }],
            tables: vec![DraftTable {
                name: "settings",
                keys: vec![DraftKey {
                    name: "base url".to_owned(),
                    about: vec!["Where it is.".to_owned()],
                    value: Setting::Text("https://x.example/\"\n".to_owned()),
                    is_set: false,
                }],
            }],
        }
    }

    #[test]
    fn a_section_is_added_at_the_end_and_all_else_stays_as_it_is() {
        let added = add_section(FILE, &draft(true)).unwrap();
        assert_eq!(
            added.strip_prefix(FILE).unwrap(),
            "\n# SMS, by Example.\n[channel.sms]\nwasm = \"sms.wasm\"\n\n[channel.sms.settings]\n\
             # Where it is.\n# \"base url\" = \"https://x.example/\\\"\\n\"\n"
        );
        assert_eq!(
            add_section(&added, &draft(true)),
            Err(EditError::Taken("channel.sms".to_owned()))
        );
    }

    #[test]
    fn a_section_that_must_be_filled_in_is_a_comment_whole() {
        let added = add_section("", &draft(false)).unwrap();
        assert!(
            added
                .lines()
                .all(|line| line.is_empty() || line.starts_with('#')),
            "{added}"
        );
        assert!(
            added.contains("\n# [channel.sms]\n# wasm = \"sms.wasm\"\n"),
            "{added}"
        );
        // The way that its first lines say gives the section.
        let lines = added.lines();
        let lines = lines.map(|line| line.strip_prefix("# ").unwrap_or(line));
        let filled = lines.collect::<Vec<_>>().join("\n");
        let document = parse(&filled).unwrap();
        assert!(table(&document, "channel", "sms").is_some(), "{filled}");
    }

    #[test]
    fn a_section_goes_with_its_own_comments_and_no_other() {
        let removed = remove_section(FILE, "channel", "web").unwrap();
        assert_eq!(
            removed,
            "# Ours.\n[queue.sales]\ntitle = \"Sales\"\n# priority = 5\n\n\
             # Who answers.\n[agent.ana]\nname = \"Ana\"\n"
        );
        assert_eq!(
            remove_section(&removed, "channel", "web"),
            Err(EditError::Missing("channel.web".to_owned()))
        );
    }

    #[test]
    fn what_was_added_can_be_removed() {
        let added = add_section(FILE, &draft(true)).unwrap();
        assert_eq!(remove_section(&added, "channel", "sms").unwrap(), FILE);
    }

    #[test]
    fn a_header_within_a_text_is_no_header() {
        let file = "[channel.web]\ntext = '''\n[channel.web]\n[agent.x]\n'''\n\n[agent.ana]\nname = \"Ana\"\n";
        let removed = remove_section(file, "channel", "web").unwrap();
        assert_eq!(removed, "[agent.ana]\nname = \"Ana\"\n");
    }

    #[test]
    fn a_section_in_another_spelling_goes_too() {
        for file in [
            "channel.web.wasm = \"a.wasm\"\nqueue.a.title = \"A\"\n",
            "channel = { web = { wasm = \"a.wasm\" } }\n[queue.a]\ntitle = \"A\"\n",
            "[channel]\nweb.wasm = \"a.wasm\"\n[queue.a]\ntitle = \"A\"\n",
            "[channel.\"web\"]\nwasm = \"a.wasm\"\n[queue.a]\ntitle = \"A\"\n",
        ] {
            let removed = remove_section(file, "channel", "web").unwrap();
            let document = parse(&removed).unwrap();
            assert!(table(&document, "channel", "web").is_none(), "{removed}");
            assert!(table(&document, "queue", "a").is_some(), "{removed}");
        }
    }
}
