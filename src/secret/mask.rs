//! What is drawn in a secret's stead.

/// A dot a character, at most `most`: beyond that the number beside it tells.
pub fn dots(characters: usize, most: usize, ascii: bool) -> String {
    let dot = if ascii { '*' } else { '•' };
    std::iter::repeat_n(dot, characters.min(most)).collect()
}

/// A field's length in words: `36 characters`, and whether the venue makes them so.
pub fn length_words(characters: usize, usual: &[usize], venue: &str) -> String {
    let unit = if characters == 1 { "character" } else { "characters" };
    if usual.contains(&characters) {
        format!("{characters} {unit}, as {venue} makes them")
    } else {
        format!("{characters} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_tell_nothing_but_a_length() {
        assert_eq!((dots(3, 18, false), dots(40, 5, true)), ("•••".to_owned(), "*****".to_owned()));
        assert_eq!(length_words(18, &[18], "Bybit"), "18 characters, as Bybit makes them");
        assert_eq!(length_words(1, &[], "Bybit"), "1 character");
    }
}
