//! The files of `plugins/` that the binary brings.

/// Path below `plugins/`, and text; sorted.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Every file below a folder: the path from there, and the text.
pub(crate) fn below(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().filter_map(move |(path, text)| {
        let rest = path.strip_prefix(folder)?.strip_prefix('/')?;
        Some((rest, *text))
    })
}

/// One file; empty if there is none.
pub(crate) fn file(path: &str) -> &'static str {
    FILES
        .iter()
        .find(|(found, _)| *found == path)
        .map_or("", |(_, text)| text)
}
