//! A table of text, with what changed from its last column but one to its last.

use std::fmt;

/// What stands in a place of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell {
    Count(u64),
    Percent(Option<f64>),
    Seconds(Option<f64>),
    /// There is no such queue, or nobody knows.
    Nothing,
}

impl Cell {
    fn text(self) -> String {
        match self {
            Self::Count(number) => number.to_string(),
            Self::Percent(Some(percent)) => format!("{percent:.1} %"),
            Self::Seconds(Some(seconds)) => format!("{seconds:.1} s"),
            Self::Percent(None) | Self::Seconds(None) | Self::Nothing => "-".to_owned(),
        }
    }

    /// From `self` to `other`; nothing where one of them says nothing.
    fn change(self, other: Self) -> String {
        match (self, other) {
            (Self::Count(from), Self::Count(to)) => match to.checked_sub(from) {
                Some(0) => "0".to_owned(),
                Some(more) => format!("+{more}"),
                None => format!("-{}", from.abs_diff(to)),
            },
            (Self::Percent(Some(from)), Self::Percent(Some(to)))
            | (Self::Seconds(Some(from)), Self::Seconds(Some(to))) => {
                // Without a sign in front of what is printed as no change.
                let text = format!("{:+.1}", to - from);
                if text.trim_start_matches(['+', '-']) == "0.0" {
                    "0.0".to_owned()
                } else {
                    text
                }
            }
            (Self::Count(_) | Self::Percent(_) | Self::Seconds(_) | Self::Nothing, _) => {
                String::new()
            }
        }
    }
}

/// Lines with a label and a cell a column. Columns are as wide as their widest text.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    columns: usize,
    lines: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut heading = vec![String::new()];
        heading.extend(names);
        let columns = heading.len() - 1;
        if columns > 1 {
            heading.push("change".to_owned());
        }
        Self {
            columns,
            lines: vec![heading],
        }
    }

    pub(crate) fn line(&mut self, label: &str, cells: impl IntoIterator<Item = Cell>) {
        let cells: Vec<Cell> = cells.into_iter().collect();
        let mut line = vec![label.to_owned()];
        line.extend(cells.iter().map(|cell| cell.text()));
        if let [.., before, last] = cells.as_slice()
            && self.columns > 1
        {
            line.push(before.change(*last));
        }
        self.lines.push(line);
    }

    /// A title with an empty line above it.
    pub(crate) fn section(&mut self, title: &str) {
        self.lines.push(Vec::new());
        self.lines.push(vec![title.to_owned()]);
    }

    fn width(&self, place: usize) -> usize {
        let texts = self.lines.iter().filter_map(|line| line.get(place));
        texts.map(|text| text.chars().count()).max().unwrap_or(0)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            let texts = line.iter().enumerate().map(|(place, cell)| {
                let width = self.width(place);
                if place == 0 {
                    format!("{cell:width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
            let text = texts.collect::<Vec<_>>().join("  ");
            writeln!(f, "{}", text.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_side_by_side_with_the_change() {
        let mut table = Table::new(["today".to_owned(), "new".to_owned()]);
        table.line("came", [Cell::Count(960), Cell::Count(960)]);
        table.line("left", [Cell::Count(40), Cell::Count(9)]);
        let percent = |number| Cell::Percent(Some(number));
        table.line("in time", [percent(78.25), percent(91.0)]);
        table.line("busy", [percent(70.0), percent(69.96)]);
        table.line("only new", [Cell::Nothing, Cell::Seconds(Some(1.25))]);
        let expected = "\
          \x20          today     new  change\n\
             came         960     960       0\n\
             left          40       9     -31\n\
             in time   78.2 %  91.0 %   +12.8\n\
             busy      70.0 %  70.0 %     0.0\n\
             only new       -   1.2 s\n";
        assert_eq!(table.to_string(), expected);
    }

    #[test]
    fn one_column_has_nothing_to_change_from() {
        let mut table = Table::new(["new".to_owned()]);
        table.line("came", [Cell::Count(3)]);
        assert_eq!(table.to_string(), "      new\ncame    3\n");
    }
}
