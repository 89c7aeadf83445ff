//! `plugins/wit/REFERENCE.md` is generated from the contract; this holds it up to date.
//! `UPDATE=1 cargo test -p frontdesk-scaffold --test reference` writes it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test: what it cannot read fails it"
)]

use std::{env, fmt::Write as _, fs, path::Path};

use wit_parser::{
    Docs, Function, Interface, Resolve, Type, TypeDef, TypeDefKind, World, WorldItem, WorldKey,
};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plugins/wit");

#[test]
fn the_reference_says_what_the_contract_says() {
    let mut resolve = Resolve::default();
    let mut page = "For integrators in any language: every type and function of `frontdesk:plugin`. \
                    Generated from `v*/*.wit`. A later version has only what differs from the one before.\n"
        .to_owned();
    for version in ["v0.1", "v0.2"] {
        let (package, _) = resolve.push_dir(Path::new(ROOT).join(version)).unwrap();
        let package = &resolve.packages[package];
        writeln!(page, "\n# `{}`\n\n## Worlds\n", package.name).unwrap();
        page.push_str("What a component of each kind may import and has to export.\n\n");
        page.push_str("| world | what | imports | exports |\n|---|---|---|---|\n");
        for world in package.worlds.values() {
            push_world(&mut page, &resolve, &resolve.worlds[*world]);
        }
        for interface in package.interfaces.values() {
            push_interface(&mut page, &resolve, &resolve.interfaces[*interface]);
        }
    }
    page.push_str("\nTo verify: `cargo test -p frontdesk-scaffold --test reference`.\n");

    let path = Path::new(ROOT).join("REFERENCE.md");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "plugins/wit/REFERENCE.md is not what the contract says: \
         UPDATE=1 cargo test -p frontdesk-scaffold --test reference"
    );
}

fn push_world(page: &mut String, resolve: &Resolve, world: &World) {
    let name = |(key, item): (&WorldKey, &WorldItem)| match item {
        WorldItem::Interface { .. } => resolve.name_world_key(key),
        WorldItem::Function(_) | WorldItem::Type { .. } => String::new(),
    };
    let has_functions = |(_, item): &(&WorldKey, &WorldItem)| match item {
        WorldItem::Interface { id, .. } => !resolve.interfaces[*id].functions.is_empty(),
        WorldItem::Function(_) | WorldItem::Type { .. } => false,
    };
    let short = |full: String| {
        let name = full.split_once('/').map_or(full.as_str(), |(_, name)| name);
        format!("`{}`", name.split('@').next().unwrap_or(name))
    };
    let imports: Vec<String> = world
        .imports
        .iter()
        .filter(has_functions)
        .map(name)
        .map(short)
        .collect();
    let exports: Vec<String> = world.exports.iter().map(name).map(short).collect();
    writeln!(
        page,
        "| `{}` | {} | {} | {} |",
        world.name,
        line(&world.docs),
        imports.join(", "),
        exports.join(", ")
    )
    .unwrap();
}

fn push_interface(page: &mut String, resolve: &Resolve, interface: &Interface) {
    let name = interface.name.as_deref().unwrap_or_default();
    writeln!(page, "\n## `{name}`\n\n{}", line(&interface.docs)).unwrap();
    if !interface.functions.is_empty() {
        page.push_str("\n| function | what |\n|---|---|\n");
        for function in interface.functions.values() {
            push_function(page, resolve, function);
        }
    }
    for (name, id) in &interface.types {
        push_type(page, resolve, name, &resolve.types[*id]);
    }
}

fn push_function(page: &mut String, resolve: &Resolve, function: &Function) {
    let parameters: Vec<String> = function
        .params
        .iter()
        .map(|parameter| format!("{}: {}", parameter.name, text(resolve, &parameter.ty)))
        .collect();
    let result = function.result.map_or(String::new(), |found| {
        format!(" -> {}", text(resolve, &found))
    });
    let (name, docs) = (&function.name, line(&function.docs));
    writeln!(
        page,
        "| `{name}({}){result}` | {docs} |",
        parameters.join(", ")
    )
    .unwrap();
}

/// A type of the interface's own; one that it only uses from another is explained there.
fn push_type(page: &mut String, resolve: &Resolve, name: &str, found: &TypeDef) {
    let docs = line(&found.docs);
    let docs = if docs.is_empty() {
        docs
    } else {
        format!(": {docs}")
    };
    let rows: (&str, Vec<(String, String)>) = match &found.kind {
        TypeDefKind::Record(record) => {
            let row = |field: &wit_parser::Field| {
                (
                    format!("`{}: {}`", field.name, text(resolve, &field.ty)),
                    line(&field.docs),
                )
            };
            ("record", record.fields.iter().map(row).collect())
        }
        TypeDefKind::Variant(variant) => {
            let row = |case: &wit_parser::Case| {
                let carried = case
                    .ty
                    .map_or(String::new(), |ty| format!("({})", text(resolve, &ty)));
                (format!("`{}{carried}`", case.name), line(&case.docs))
            };
            ("variant", variant.cases.iter().map(row).collect())
        }
        TypeDefKind::Enum(found) => {
            let row = |case: &wit_parser::EnumCase| (format!("`{}`", case.name), line(&case.docs));
            ("enum", found.cases.iter().map(row).collect())
        }
        TypeDefKind::Type(Type::Id(_)) => return,
        other => {
            let of = kind(resolve, other);
            writeln!(page, "\ntype **`{name}`** = `{of}`{docs}").unwrap();
            return;
        }
    };
    let (what, rows) = rows;
    writeln!(page, "\n{what} **`{name}`**{docs}\n").unwrap();
    page.push_str("| | |\n|---|---|\n");
    for (item, docs) in rows {
        writeln!(page, "| {item} | {docs} |").unwrap();
    }
}

fn text(resolve: &Resolve, found: &Type) -> String {
    match found {
        Type::Id(id) => {
            let definition = &resolve.types[*id];
            let name = definition.name.clone();
            name.unwrap_or_else(|| kind(resolve, &definition.kind))
        }
        primitive => format!("{primitive:?}").to_lowercase(),
    }
}

fn kind(resolve: &Resolve, found: &TypeDefKind) -> String {
    let some = |found: &Option<Type>| found.map_or("_".to_owned(), |found| text(resolve, &found));
    match found {
        TypeDefKind::Option(inner) => format!("option<{}>", text(resolve, inner)),
        TypeDefKind::List(inner) => format!("list<{}>", text(resolve, inner)),
        TypeDefKind::Result(result) => match (&result.ok, &result.err) {
            (ok, None) => format!("result<{}>", some(ok)),
            (ok, err) => format!("result<{}, {}>", some(ok), some(err)),
        },
        TypeDefKind::Tuple(tuple) => {
            let parts: Vec<String> = tuple.types.iter().map(|part| text(resolve, part)).collect();
            format!("tuple<{}>", parts.join(", "))
        }
        TypeDefKind::Type(found) => text(resolve, found),
        other => other.as_str().to_owned(),
    }
}

/// Documentation as one line of a table.
fn line(docs: &Docs) -> String {
    let text = docs.contents.as_deref().unwrap_or_default();
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}
