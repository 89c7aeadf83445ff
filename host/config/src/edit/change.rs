//! Changes of single values of a section, every comment kept.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Key, Table, Value};

use super::{EditError, parse, section::is_only};
use crate::{
    node::{Entries, Kind, Node},
    place::Place,
    problem::ProblemList,
    setting::Setting,
};

/// One step of the way to a value within a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A key of a table.
    Key(String),
    /// An entry of a list, from 0.
    Index(usize),
}

/// A change of a section.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionEdit {
    /// Where.
    pub path: Vec<Step>,
    /// What.
    pub change: SectionChange,
}

/// See [`SectionEdit`].
#[derive(Clone, Debug, PartialEq)]
pub enum SectionChange {
    /// The value is this one from now on; tables on the way are made.
    Set(Setting),
    /// It goes.
    Remove,
    /// A list gets an entry before the one that is there, or at its end.
    Insert(Setting),
    /// An entry of a list goes to another place, counted without it.
    Move(usize),
}

/// A section's text after these changes, in their order.
pub fn edit_section(
    text: &str,
    section: &str,
    name: &str,
    edits: &[SectionEdit],
) -> Result<String, EditError> {
    let mut document = if text.trim().is_empty() {
        parse(&format!("[{section}.{}]\n", Key::new(name)))?
    } else {
        parse(text)?
    };
    is_only(&document, section, name)?;
    for edit in edits {
        let own = document
            .get_mut(section)
            .and_then(|kind| kind.get_mut(name))
            .ok_or_else(|| EditError::Other(format!("{section}.{name}")))?;
        apply(own, edit).ok_or_else(|| EditError::NoPlace(shown(&edit.path)))?;
    }
    renumber(&mut document);
    let text = document.to_string();
    parse(&text)?;
    Ok(text)
}

/// What a section holds, as data; `None`: the text is no such section.
pub fn section_value(text: &str, section: &str, name: &str) -> Option<Setting> {
    let document = parse(text).ok()?;
    is_only(&document, section, name).ok()?;
    let mut ignored = ProblemList::default();
    let mut root = crate::node::parse(text, &mut ignored);
    let node = root.remove(section)?.1;
    let Kind::Table(mut named) = node.kind else {
        return None;
    };
    named.remove(name).map(|(_, node)| Setting::from(node))
}

/// The way to what stands at a byte of a section's text, as far as something does.
pub fn path_at(text: &str, section: &str, name: &str, at: usize) -> Vec<Step> {
    let mut ignored = ProblemList::default();
    let root = crate::node::parse(text, &mut ignored);
    let mut path = Vec::new();
    let own = root.get(section).and_then(|(_, node)| match &node.kind {
        Kind::Table(named) => named.get(name),
        Kind::Text(_)
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::Flag(_)
        | Kind::Date(_)
        | Kind::List(_) => None,
    });
    if let Some((_, node)) = own {
        descend(node, at, &mut path);
    }
    path
}

fn descend(node: &Node, at: usize, path: &mut Vec<Step>) {
    match &node.kind {
        Kind::Table(entries) => {
            if let Some((key, inner)) = found(entries, at) {
                path.push(Step::Key(key.clone()));
                descend(inner, at, path);
            }
        }
        Kind::List(items) => {
            // The last that begins before it: an entry of a list of tables ends with its last line.
            let begun = |item: &Node| matches!(&item.place, Place::File(span) if span.start <= at);
            let index = items.iter().rposition(begun);
            if let Some((index, inner)) = index.and_then(|index| Some((index, items.get(index)?))) {
                path.push(Step::Index(index));
                descend(inner, at, path);
            }
        }
        Kind::Text(_) | Kind::Integer(_) | Kind::Number(_) | Kind::Flag(_) | Kind::Date(_) => {}
    }
}

fn found(entries: &Entries, at: usize) -> Option<(&String, &Node)> {
    let holds = |place: &Place| matches!(place, Place::File(span) if span.contains(&at));
    // A list of tables, and a table under a header of its own, reach further than their first header.
    let reaches = |node: &Node| {
        match &node.kind {
        Kind::Table(_) => holds(&node.place),
        Kind::List(items) => {
            holds(&node.place)
                || items.first().is_some_and(
                    |item| matches!(&item.place, Place::File(span) if span.start <= at && matches!(item.kind, Kind::Table(_))),
                )
        }
        Kind::Text(_) | Kind::Integer(_) | Kind::Number(_) | Kind::Flag(_) | Kind::Date(_) => {
            holds(&node.place)
        }
    }
    };
    let exact = entries
        .iter()
        .find(|(_, (key, node))| holds(key) || holds(&node.place));
    let exact = exact.or_else(|| entries.iter().find(|(_, (_, node))| reaches(node)));
    exact.map(|(name, (_, node))| (name, node))
}

fn shown(path: &[Step]) -> String {
    let steps = path.iter().map(|step| match step {
        Step::Key(key) => key.clone(),
        Step::Index(index) => index.to_string(),
    });
    steps.collect::<Vec<_>>().join(".")
}

fn apply(own: &mut Item, edit: &SectionEdit) -> Option<()> {
    let (last, way) = edit.path.split_last()?;
    let makes_way = matches!(
        edit.change,
        SectionChange::Set(_) | SectionChange::Insert(_)
    );
    let mut at = Spot::Item(own);
    for (index, step) in way.iter().enumerate() {
        let next = way.get(index + 1).unwrap_or(last);
        at = at.enter(step, makes_way.then_some(next))?;
    }
    match (&edit.change, last) {
        (SectionChange::Set(setting), Step::Key(key)) => at.set_key(key, setting),
        (SectionChange::Set(setting), Step::Index(index)) => at.set_entry(*index, setting),
        (SectionChange::Remove, Step::Key(key)) => at.remove_key(key),
        (SectionChange::Remove, Step::Index(index)) => at.take_entry(*index).map(drop),
        (SectionChange::Insert(setting), Step::Index(index)) => {
            at.put_entry(*index, Entry::of(setting))
        }
        (SectionChange::Move(to), Step::Index(index)) => {
            let entry = at.take_entry(*index)?;
            at.put_entry(*to, entry)
        }
        (SectionChange::Insert(_) | SectionChange::Move(_), Step::Key(_)) => None,
    }
}

/// A place in the document: under a header, or within a value.
enum Spot<'d> {
    Item(&'d mut Item),
    Table(&'d mut Table),
    Value(&'d mut Value),
}

/// An entry of a list.
enum Entry {
    Table(Table),
    Value(Value),
}

impl Entry {
    fn of(setting: &Setting) -> Self {
        match setting {
            Setting::Table(entries) => Self::Table(
                entries
                    .iter()
                    .map(|(key, setting)| (Key::new(key), Item::Value(value(setting))))
                    .collect(),
            ),
            Setting::Text(_)
            | Setting::Integer(_)
            | Setting::Number(_)
            | Setting::Flag(_)
            | Setting::List(_) => Self::Value(value(setting)),
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::Table(table) => Value::InlineTable(table.into_inline_table()),
            Self::Value(value) => value,
        }
    }

    fn into_table(self) -> Option<Table> {
        match self {
            Self::Table(table) => Some(table),
            Self::Value(Value::InlineTable(table)) => Some(table.into_table()),
            Self::Value(_) => None,
        }
    }
}

impl Spot<'_> {
    /// One step further; with `before`, what is missing is made so that that step can follow.
    fn enter(self, step: &Step, before: Option<&Step>) -> Option<Self> {
        let empty = |next: &Step| match next {
            Step::Key(_) => Value::InlineTable(InlineTable::new()),
            Step::Index(_) => Value::Array(Array::new()),
        };
        match (self, step) {
            (Spot::Item(Item::Table(table)), Step::Key(_)) => {
                Spot::Table(table).enter(step, before)
            }
            (Spot::Item(Item::Value(value)), _) => Spot::Value(value).enter(step, before),
            (Spot::Item(Item::ArrayOfTables(tables)), Step::Index(index)) => {
                tables.get_mut(*index).map(Spot::Table)
            }
            (Spot::Table(table), Step::Key(key)) => {
                if let Some(next) = before
                    && !table.contains_key(key)
                {
                    // A list of tables has headers of its own, as operators write it.
                    let made = match next {
                        Step::Index(_) => Item::ArrayOfTables(ArrayOfTables::new()),
                        Step::Key(_) => Item::Value(empty(next)),
                    };
                    table.insert(key, made);
                }
                table.get_mut(key).map(Spot::Item)
            }
            (Spot::Value(Value::InlineTable(table)), Step::Key(key)) => {
                if let Some(next) = before
                    && !table.contains_key(key)
                {
                    put(table, key, empty(next));
                }
                table.get_mut(key).map(Spot::Value)
            }
            (Spot::Value(Value::Array(items)), Step::Index(index)) => {
                items.get_mut(*index).map(Spot::Value)
            }
            (_, _) => None,
        }
    }

    fn set_key(self, key: &str, setting: &Setting) -> Option<()> {
        match self {
            Spot::Item(Item::Table(table)) => Spot::Table(table).set_key(key, setting),
            Spot::Item(Item::Value(value)) => Spot::Value(value).set_key(key, setting),
            Spot::Table(table) => {
                let mut new = value(setting);
                if let Some(old) = table.get(key).and_then(Item::as_value) {
                    *new.decor_mut() = old.decor().clone();
                }
                // The key stays as it is written, with what stands above it.
                match table.get_mut(key) {
                    Some(item) => *item = Item::Value(new),
                    None => drop(table.insert(key, Item::Value(new))),
                }
                Some(())
            }
            Spot::Value(Value::InlineTable(table)) => {
                put(table, key, value(setting));
                Some(())
            }
            Spot::Item(Item::None | Item::ArrayOfTables(_)) | Spot::Value(_) => None,
        }
    }

    fn remove_key(self, key: &str) -> Option<()> {
        match self {
            Spot::Item(Item::Table(table)) | Spot::Table(table) => table.remove(key).map(drop),
            Spot::Item(Item::Value(Value::InlineTable(table)))
            | Spot::Value(Value::InlineTable(table)) => table.remove(key).map(drop),
            Spot::Item(_) | Spot::Value(_) => None,
        }
    }

    fn set_entry(mut self, index: usize, setting: &Setting) -> Option<()> {
        self.take_entry(index)?;
        self.put_entry(index, Entry::of(setting))
    }

    fn take_entry(&mut self, index: usize) -> Option<Entry> {
        match self {
            Spot::Item(Item::ArrayOfTables(tables)) => {
                let table = tables.get(index)?.clone();
                tables.remove(index);
                Some(Entry::Table(table))
            }
            Spot::Item(Item::Value(Value::Array(items))) | Spot::Value(Value::Array(items)) => {
                (index < items.len()).then(|| Entry::Value(items.remove(index)))
            }
            Spot::Item(_) | Spot::Table(_) | Spot::Value(_) => None,
        }
    }

    fn put_entry(self, index: usize, entry: Entry) -> Option<()> {
        match self {
            Spot::Item(Item::ArrayOfTables(tables)) => {
                let mut all: Vec<Table> = tables.iter().cloned().collect();
                if index > all.len() {
                    return None;
                }
                all.insert(index, entry.into_table()?);
                tables.clear();
                for table in all {
                    tables.push(table);
                }
                Some(())
            }
            Spot::Item(Item::Value(Value::Array(items))) | Spot::Value(Value::Array(items)) => {
                if index > items.len() {
                    return None;
                }
                items.insert(index, entry.into_value());
                Some(())
            }
            Spot::Item(_) | Spot::Table(_) | Spot::Value(_) => None,
        }
    }
}

/// An entry that is new comes behind the others, without the space before the brace.
fn put(table: &mut InlineTable, key: &str, new: Value) {
    if table.contains_key(key) {
        table.insert(key, new);
        return;
    }
    if let Some((_, last)) = table.iter_mut().last() {
        last.decor_mut().set_suffix("");
    }
    table.insert(key, new.decorated(" ", " "));
}

fn value(setting: &Setting) -> Value {
    match setting {
        Setting::Text(text) => text.as_str().into(),
        Setting::Integer(number) => (*number).into(),
        Setting::Number(number) => (*number).into(),
        Setting::Flag(flag) => (*flag).into(),
        Setting::List(items) => items.iter().map(value).collect::<Array>().into(),
        Setting::Table(entries) => entries
            .iter()
            .map(|(key, setting)| (Key::new(key), value(setting)))
            .collect::<InlineTable>()
            .into(),
    }
}

/// Tables are written in the order of their numbers, so those that came or moved get new ones.
fn renumber(document: &mut DocumentMut) {
    let mut next = 0;
    number(document.as_table_mut(), &mut next);
}

fn number(table: &mut Table, next: &mut isize) {
    table.set_position(Some(*next));
    *next += 1;
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(inner) => number(inner, next),
            Item::ArrayOfTables(tables) => {
                for inner in tables.iter_mut() {
                    number(inner, next);
                }
            }
            Item::None | Item::Value(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Says hello.\n[[script.hi.objects]]\ntag = \"a\" # first\ndoes = \"message\"\n\
                        text = { en = \"Hello\" }\nnext = \"b\"\n\n# The end.\n[[script.hi.objects]]\ntag = \"b\"\n\
                        does = \"end\"\n";

    fn path(steps: &[&str]) -> Vec<Step> {
        let step = |step: &&str| match step.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Key((*step).to_owned()),
        };
        steps.iter().map(step).collect()
    }

    fn edit(steps: &[&str], change: SectionChange) -> String {
        let path = path(steps);
        edit_section(TEXT, "script", "hi", &[SectionEdit { path, change }]).unwrap()
    }

    fn text(text: &str) -> Setting {
        Setting::Text(text.to_owned())
    }

    #[test]
    fn a_value_changes_and_every_comment_stays() {
        let changed = edit(&["objects", "0", "tag"], SectionChange::Set(text("z")));
        assert_eq!(changed, TEXT.replace("tag = \"a\" #", "tag = \"z\" #"));
        let changed = edit(
            &["objects", "0", "text", "de"],
            SectionChange::Set(text("Hallo")),
        );
        assert!(
            changed.contains("text = { en = \"Hello\", de = \"Hallo\" }"),
            "{changed}"
        );
        let changed = edit(
            &["objects", "1", "text", "en"],
            SectionChange::Set(text("Bye")),
        );
        assert!(
            changed.contains("does = \"end\"\ntext = { en = \"Bye\" }"),
            "{changed}"
        );
        let changed = edit(&["objects", "0", "next"], SectionChange::Remove);
        assert_eq!(changed, TEXT.replace("next = \"b\"\n", ""));
    }

    #[test]
    fn objects_come_go_and_move_with_what_stands_above_them() {
        let new = Setting::Table([("tag".to_owned(), text("c"))].into());
        let changed = edit(&["objects", "1"], SectionChange::Insert(new.clone()));
        let order: Vec<_> = changed
            .lines()
            .filter(|line| line.starts_with("tag"))
            .collect();
        assert_eq!(order, ["tag = \"a\" # first", "tag = \"c\"", "tag = \"b\""]);
        let moved = edit(&["objects", "1"], SectionChange::Move(0));
        assert!(
            moved.find("# The end.").unwrap() < moved.find("# Says hello.").unwrap(),
            "{moved}"
        );
        let gone = edit(&["objects", "0"], SectionChange::Remove);
        assert!(
            !gone.contains("hello") && gone.contains("# The end."),
            "{gone}"
        );
        let first = SectionEdit {
            path: path(&["objects", "0"]),
            change: SectionChange::Insert(new),
        };
        let made = edit_section("", "script", "new", &[first]).unwrap();
        assert!(
            made.contains("[[script.new.objects]]\ntag = \"c\"\n"),
            "{made}"
        );
    }

    #[test]
    fn a_change_without_a_place_is_refused_and_says_where() {
        for steps in [
            &["objects", "7", "tag"][..],
            &["objects", "0", "tag", "en"],
            &["objects", "x"],
        ] {
            let path = path(steps);
            let change = SectionChange::Set(text("z"));
            let refused = edit_section(TEXT, "script", "hi", &[SectionEdit { path, change }]);
            assert_eq!(refused, Err(EditError::NoPlace(steps.join("."))));
        }
    }

    #[test]
    fn a_place_in_the_text_has_a_path() {
        for (part, steps) in [
            ("\"a\"", &["objects", "0", "tag"][..]),
            ("\"Hello\"", &["objects", "0", "text", "en"]),
            ("does = \"end\"", &["objects", "1", "does"]),
        ] {
            let at = TEXT.find(part).unwrap();
            assert_eq!(path_at(TEXT, "script", "hi", at), path(steps), "{part}");
        }
    }

    #[test]
    fn a_section_is_data() {
        let Some(Setting::Table(entries)) = section_value(TEXT, "script", "hi") else {
            panic!("no table");
        };
        assert!(matches!(&entries["objects"], Setting::List(items) if items.len() == 2));
        assert_eq!(section_value("[queue.x]", "script", "hi"), None);
    }
}
