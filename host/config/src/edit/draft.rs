//! A section that is to be written.

use std::{collections::BTreeMap, fmt};

use toml_edit::{Array, InlineTable, Key, Value};

use crate::Setting;

/// A section made from what a component says of itself. `Display` is its TOML.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// `channel` or `connector`.
    pub section: &'static str,
    /// The name behind it.
    pub name: String,
    /// What stands above it, a line each.
    pub about: Vec<String>,
    /// `false`: something has to be filled in first, and until then every line is a comment.
    pub is_active: bool,
    /// Its keys.
    pub keys: Vec<DraftKey>,
    /// Its inner tables.
    pub tables: Vec<DraftTable>,
}

/// An inner table: `settings`, `secrets`, `grants`.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftTable {
    /// Its name.
    pub name: &'static str,
    /// Its keys.
    pub keys: Vec<DraftKey>,
}

/// A key and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftKey {
    /// The key.
    pub name: String,
    /// What stands above it, a line each.
    pub about: Vec<String>,
    /// Its value, or an example of one.
    pub value: Setting,
    /// `false`: shown as a comment, because the default holds.
    pub is_set: bool,
}

impl Draft {
    /// As in the brackets.
    pub(crate) fn title(&self) -> String {
        format!("{}.{}", self.section, quoted(&self.name))
    }

    /// A line of the section, as a comment where the whole is one.
    fn line(&self, f: &mut fmt::Formatter<'_>, line: &str) -> fmt::Result {
        writeln!(f, "{}{line}", if self.is_active { "" } else { "# " })
    }

    /// A sentence for the reader. In a section that is a comment it has a sign of its own, so that it
    /// stays one when `# ` is taken from every line.
    fn sentence(&self, f: &mut fmt::Formatter<'_>, sentence: &str) -> fmt::Result {
        let sign = if self.is_active { "#" } else { "##" };
        for line in sentence.split(['\n', '\r']) {
            writeln!(
                f,
                "{sign} {}",
                line.replace(char::is_control, " ").trim_end()
            )?;
        }
        Ok(())
    }

    fn keys(&self, f: &mut fmt::Formatter<'_>, keys: &[DraftKey]) -> fmt::Result {
        for key in keys {
            for line in &key.about {
                self.sentence(f, line)?;
            }
            let sign = match (key.is_set, self.is_active) {
                (true, _) => "",
                (false, true) => "# ",
                (false, false) => "#",
            };
            let (name, value) = (quoted(&key.name), value(&key.value));
            self.line(f, &format!("{sign}{name} = {}", value.to_string().trim()))?;
        }
        Ok(())
    }
}

impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.about {
            self.sentence(f, line)?;
        }
        let title = self.title();
        self.line(f, &format!("[{title}]"))?;
        self.keys(f, &self.keys)?;
        for table in &self.tables {
            writeln!(f)?;
            self.line(f, &format!("[{title}.{}]", table.name))?;
            self.keys(f, &table.keys)?;
        }
        Ok(())
    }
}

fn quoted(name: &str) -> String {
    Key::new(name).to_string()
}

/// On one line, whatever it holds.
fn value(setting: &Setting) -> Value {
    match setting {
        Setting::Text(text) => single_line(text),
        Setting::Integer(number) => (*number).into(),
        Setting::Number(number) => (*number).into(),
        Setting::Flag(flag) => (*flag).into(),
        Setting::List(items) => items.iter().map(value).collect::<Array>().into(),
        Setting::Table(entries) => inline(entries).into(),
    }
}

fn inline(entries: &BTreeMap<String, Setting>) -> InlineTable {
    entries
        .iter()
        .map(|(name, setting)| (Key::new(name), value(setting)))
        .collect()
}

/// A basic string: a text of several lines would be written as a block, which cannot be commented out.
fn single_line(text: &str) -> Value {
    let mut basic = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => basic.push_str("\\\""),
            '\\' => basic.push_str("\\\\"),
            '\n' => basic.push_str("\\n"),
            '\r' => basic.push_str("\\r"),
            '\t' => basic.push_str("\\t"),
            c if c.is_control() => basic.push(' '),
            c => basic.push(c),
        }
    }
    basic.push('"');
    basic.parse().unwrap_or_else(|_| text.into())
}
