//! Figures as bars of characters, to be read where they are printed.

/// Characters of the longest bar.
const WIDTH: f64 = 40.0;

/// A bar for each value under a title, all to one scale that begins at zero.
pub fn bars(title: &str, values: &[(String, f64)]) -> String {
    let longest = values.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let label = values.iter().map(|(label, _)| label.chars().count()).max();
    let label = label.unwrap_or(0);
    let mut lines = vec![format!("{title}\n")];
    for (name, value) in values {
        let length = if longest > 0.0 {
            (value / longest * WIDTH).round()
        } else {
            0.0
        };
        let bar: String = (1..=40)
            .filter(|n| f64::from(*n) <= length)
            .map(|_| '█')
            .collect();
        lines.push(format!("  {name:>label$} {bar} {value:.1}\n"));
    }
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_values_to_one_scale() {
        let values = [("100".to_owned(), 5.0), ("1 000".to_owned(), 20.0)];
        let plot = bars("µs", &values);
        let lines: Vec<_> = plot.lines().collect();
        let length = |line: &str| line.chars().filter(|c| *c == '█').count();
        assert_eq!(
            lines.iter().map(|line| length(line)).collect::<Vec<_>>(),
            [0, 10, 40]
        );
        assert!(lines[1].starts_with("    100 █") && lines[1].ends_with("█ 5.0"));
    }

    #[test]
    fn nothing_measured_is_a_bar_of_nothing() {
        assert_eq!(bars("µs", &[("a".to_owned(), 0.0)]), "µs\n  a  0.0\n");
    }
}
