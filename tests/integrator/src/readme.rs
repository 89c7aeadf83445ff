//! What the README tells an integrator to type.

/// A section with commands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Section {
    /// Its heading: `In Rust`; empty above the first one.
    pub(crate) title: String,
    /// Its commands, in order.
    pub(crate) script: String,
}

/// Every section that has a block of commands (`sh`).
pub(crate) fn sections(page: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut title = String::new();
    let mut is_in_block = false;
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            heading.clone_into(&mut title);
        } else if line == "```sh" {
            is_in_block = true;
            if sections.last().is_none_or(|last| last.title != title) {
                sections.push(Section {
                    title: title.clone(),
                    script: String::new(),
                });
            }
        } else if line.starts_with("```") {
            is_in_block = false;
        } else if let (true, Some(section)) = (is_in_block, sections.last_mut()) {
            section.script.push_str(line);
            section.script.push('\n');
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_gathered_by_section() {
        let page = "```sh\nzero\n```\n## A\n\n```sh\none\n```\ntext\n```toml\nx\n```\n```sh\ntwo\n```\n## B\n```sh\nthree\n```\n## C\n";
        let section = |title: &str, script: &str| Section {
            title: title.to_owned(),
            script: script.to_owned(),
        };
        assert_eq!(
            sections(page),
            [
                section("", "zero\n"),
                section("A", "one\ntwo\n"),
                section("B", "three\n")
            ]
        );
    }

    #[test]
    fn the_readme_has_the_three_languages() {
        let page = include_str!("../../../plugins/README.md");
        let titles: Vec<String> = sections(page)
            .into_iter()
            .map(|section| section.title)
            .collect();
        assert_eq!(titles, ["In Rust", "In JavaScript", "In Python"]);
    }
}
