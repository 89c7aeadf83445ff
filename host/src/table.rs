//! Rows of text in columns.

/// The rows as lines; each column is as wide as its widest cell.
pub(crate) fn lines<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> Vec<String> {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..COLUMNS).map(width).collect();
    let line = |row: &[String; COLUMNS]| {
        let cells = row.iter().zip(&widths);
        let cells: Vec<_> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_column_is_as_wide_as_its_widest_cell_and_no_line_ends_in_spaces() {
        let rows = [["A", "WHY"], ["zoë", ""], ["b", "so"]].map(|row| row.map(str::to_owned));
        assert_eq!(super::lines(&rows), ["A    WHY", "zoë", "b    so"]);
    }
}
