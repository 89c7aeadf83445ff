//! A design by itself, to be looked at before it is in force.

use super::Design;
use crate::{
    named::{named, names_of},
    node::{Entries, parse},
    place::Place,
    problem::{Problem, ProblemList, Problems},
    read::Table,
    written::Written,
};

/// A design that is read for itself.
#[derive(Debug)]
pub struct DraftDesign {
    /// How a chat would look.
    pub design: Design,
    name: String,
    written: Written,
}

impl DraftDesign {
    /// Reads one section `[design.NAME]` with what is in it. `title` is what problems call the text.
    pub fn read(title: &str, text: &str) -> Result<Self, Problems> {
        let mut problems = ProblemList::default();
        let mut root = parse(text, &mut problems);
        let written = Written {
            name: title.to_owned(),
            text: text.to_owned(),
            root: root.clone(),
        };
        for (name, (place, _)) in root.iter().filter(|(name, _)| *name != "design") {
            let message = format!("[{name}] is no design: only [design.NAME] may stand here");
            problems.add(place, message);
        }
        let count = names_of(&root, "design").len();
        let designs = named(&mut root, "design", 1, &mut problems, |table| {
            Some(Design::read(table))
        });
        let (name, design) = if let Some((name, design)) = designs.into_iter().next() {
            (name.to_string(), design)
        } else {
            if count == 0 {
                problems.add(&Place::start(), "there is no [design.NAME]");
            }
            // Not looked at: a problem says why there is none.
            let nothing = Table::new(String::new(), Place::start(), Entries::new(), &mut problems);
            (String::new(), Design::read(nothing))
        };
        let design = problems.into_result(design, title, text)?;
        Ok(Self {
            design,
            name,
            written,
        })
    }

    /// Something wrong that was found after reading, at the value that a path within the design leads to.
    pub fn problem(&self, path: &[&str], message: impl Into<String>) -> Problem {
        let path: Vec<&str> = ["design", &self.name]
            .into_iter()
            .chain(path.iter().copied())
            .collect();
        self.written.problem(&path, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_design_is_read_and_nothing_else() {
        let draft = DraftDesign::read("design", "[design.shop]\ncorner = 4\n").unwrap();
        assert_eq!(draft.design.corner, 4);
        for (text, wrong) in [
            ("", "there is no [design.NAME]"),
            ("[design.a]\n[design.b]\n", "more than 1"),
            ("[design.a]\n[queue.b]\n", "[queue] is no design"),
            ("[design.a]\ncolour = 1\n", "design:2:1"),
            ("[design.A]\n", "design:1:9"),
        ] {
            let problems = DraftDesign::read("design", text).unwrap_err().to_string();
            assert!(problems.contains(wrong), "{text}: {problems}");
        }
    }

    #[test]
    fn what_is_found_later_has_its_place_in_the_text() {
        let text = "[design.shop]\nlogo = { file = \"logo.png\", alt = \"Shop\" }\n";
        let draft = DraftDesign::read("design", text).unwrap();
        let problem = draft.problem(&["logo", "file"], "is not there");
        assert_eq!(problem.parts().0, "design:2:17");
    }
}
