//! Taking a section out.

use toml_edit::{DocumentMut, Item, Table};

/// The text without `[section.name]`. By lines where that gives the same document, because then the
/// comments within the section go and those of its neighbours stay; else by the parsed document.
pub(super) fn without(
    text: &str,
    mut document: DocumentMut,
    section: &str,
    name: &str,
) -> Option<String> {
    let tables = document.get_mut(section)?.as_table_like_mut()?;
    tables.remove(name)?;
    let wanted = plain(&document);
    let by_lines = by_lines(text, section, name);
    let fits = |text: &String| {
        text.parse::<DocumentMut>()
            .is_ok_and(|document| plain(&document) == wanted)
    };
    if fits(&by_lines) {
        return Some(by_lines);
    }
    let parsed = document.to_string();
    fits(&parsed).then_some(parsed)
}

/// The document as data, without empty tables on the way.
fn plain(document: &DocumentMut) -> String {
    let mut data = Table::new();
    for (key, item) in document.iter() {
        let is_empty = item
            .as_table_like()
            .is_some_and(toml_edit::TableLike::is_empty);
        if !is_empty {
            data.insert(key, item.clone());
        }
    }
    let inline = Item::Table(data).into_value();
    inline.map_or_else(|_| String::new(), compact)
}

/// A value without what surrounds it, its keys in order.
fn compact(value: toml_edit::Value) -> String {
    use toml_edit::Value;
    match value {
        Value::InlineTable(table) => {
            let mut entries: Vec<String> = table
                .into_iter()
                .map(|(key, value)| format!("{key:?}={}", compact(value)))
                .collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.into_iter().map(compact).collect();
            format!("[{}]", items.join(","))
        }
        Value::String(text) => format!("{:?}", text.value()),
        Value::Integer(number) => number.value().to_string(),
        Value::Float(number) => number.value().to_string(),
        Value::Boolean(flag) => flag.value().to_string(),
        Value::Datetime(date) => date.value().to_string(),
    }
}

/// A text around a section.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// What stands before it.
    pub(super) before: String,
    /// It, with the comments right above it.
    pub(super) own: String,
    /// What stands behind it.
    pub(super) after: String,
    /// Something else stands in the middle of it; `own` is all of it, and `after` what is else.
    pub(super) is_scattered: bool,
}

/// The lines that are not of the section: it begins with the comments right above its header and ends
/// before those right above the next one.
fn by_lines(text: &str, section: &str, name: &str) -> String {
    let Parts { before, after, .. } = parts(text, section, name);
    let mut text = [before, after].concat().trim_end().to_owned();
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Takes a text apart around a section.
pub(super) fn parts(text: &str, section: &str, name: &str) -> Parts {
    let mut parts = Parts::default();
    let mut kept: Vec<&str> = Vec::new();
    let mut own: Vec<&str> = Vec::new();
    // Comments within the section that may be those of the next header.
    let mut held: Vec<&str> = Vec::new();
    let mut is_inside = false;
    let mut runs = 0;
    let mut block = None;
    for line in text.split_inclusive('\n') {
        if block.is_none() && line.trim_start().starts_with('[') {
            let was_inside = is_inside;
            is_inside = is_of(line, section, name);
            if is_inside && !was_inside {
                runs += 1;
                let begins = kept.len() - own_comments(&kept);
                own.extend(kept.drain(begins..));
                if runs == 1 {
                    parts.before = kept.drain(..).collect();
                }
            }
            if was_inside && !is_inside {
                kept.append(&mut held);
            }
            own.append(&mut held);
        }
        let is_comment = block.is_none() && line.starts_with('#');
        block = open_block(block, line);
        if !is_inside {
            kept.push(line);
        } else if is_comment {
            held.push(line);
        } else {
            own.append(&mut held);
            own.push(line);
        }
    }
    own.append(&mut held);
    parts.own = own.concat();
    if runs == 0 {
        parts.before = kept.concat();
    } else {
        parts.after = kept.concat();
    }
    parts.is_scattered = runs > 1;
    parts
}

/// How many lines at the end are comments.
fn own_comments(kept: &[&str]) -> usize {
    let comments = kept.iter().rev().take_while(|line| line.starts_with('#'));
    comments.count()
}

/// Whether the header names the section or a table within it.
fn is_of(header: &str, section: &str, name: &str) -> bool {
    let header = header.trim().trim_start_matches('[');
    let quoted = format!("\"{name}\"");
    [name, quoted.as_str()].iter().any(|name| {
        let rest = header.strip_prefix(section).and_then(|rest| {
            let rest = rest.trim_start().strip_prefix('.')?.trim_start();
            rest.strip_prefix(*name)
        });
        rest.is_some_and(|rest| matches!(rest.trim_start().chars().next(), Some('.' | ']')))
    })
}

/// Which kind of text block is open behind this line.
fn open_block(mut open: Option<&'static str>, line: &str) -> Option<&'static str> {
    let mut rest = line;
    loop {
        let sign = if let Some(sign) = open {
            sign
        } else {
            let signs = ["'''", "\"\"\""].into_iter();
            let found = signs.filter_map(|sign| Some((rest.find(sign)?, sign)));
            match found.min() {
                Some((_, sign)) => sign,
                None => return None,
            }
        };
        match rest.split_once(sign) {
            Some((_, behind)) => {
                rest = behind;
                open = match open {
                    Some(_) => None,
                    None => Some(sign),
                };
            }
            None => return open,
        }
    }
}
