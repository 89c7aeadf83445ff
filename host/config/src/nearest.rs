//! The nearest valid name, for "did you mean".

/// The valid name that `wrong` most likely stands for, if one is near.
pub(crate) fn nearest<'a>(
    wrong: &str,
    valid: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let farthest = (wrong.chars().count() / 3).max(1);
    valid
        .into_iter()
        .map(|name| (distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= farthest)
        .min()
        .map(|(_, name)| name)
}

/// `; did you mean "x"?`, or the valid names, or nothing to suggest: what follows a name that is not
/// valid.
pub fn suggestion<'a>(wrong: &str, valid: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(name) = nearest(wrong, valid.clone()) {
        return format!("; did you mean \"{name}\"?");
    }
    let mut names: Vec<&str> = valid.into_iter().collect();
    names.sort_unstable();
    match names.len() {
        0 => String::new(),
        1..=40 => format!("; it can be {}", names.join(", ")),
        _ => String::new(),
    }
}

/// Edits between two words: insert, delete, replace, and swap of neighbours count one each.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let width = b.len() + 1;
    let mut before_last: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    let mut previous_a = None;
    for (row, a_char) in a.chars().enumerate() {
        let mut current = vec![row + 1];
        let mut previous_b = None;
        for (column, b_char) in b.iter().enumerate() {
            let at =
                |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
            let replace = at(&last, column) + usize::from(a_char != *b_char);
            let mut best = replace
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            if previous_a == Some(*b_char) && previous_b == Some(a_char) && column > 0 {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            current.push(best);
            previous_b = Some(*b_char);
        }
        previous_a = Some(a_char);
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_letter_and_a_swap_are_near() {
        assert_eq!(nearest("biling", ["billing", "sales"]), Some("billing"));
        assert_eq!(nearest("slaes", ["billing", "sales"]), Some("sales"));
    }

    #[test]
    fn a_different_word_is_not_near() {
        assert_eq!(nearest("marketing", ["billing", "sales"]), None);
    }

    #[test]
    fn swapped_neighbours_are_one_edit() {
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("queue", "queue"), 0);
    }
}
