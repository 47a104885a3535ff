//! Numbers as a file says them. A page has thousands, and what formats any number in any way takes ten times as long.

/// Adds a number rounded to thousandths: as short as printpdf says it.
pub(super) fn push(text: &mut String, number: f64) {
    let thousandths = (number * 1000.0).round();
    if thousandths.is_sign_negative() {
        text.push('-');
    }
    let thousandths = thousandths.abs() as u64;
    push_whole(text, thousandths / 1000);
    let (mut rest, mut place) = (thousandths % 1000, 100);
    if rest > 0 {
        text.push('.');
    }
    while rest > 0 {
        push_digit(text, rest / place);
        rest %= place;
        place /= 10;
    }
}

/// Adds a whole number.
pub(super) fn push_whole(text: &mut String, number: u64) {
    if number >= 10 {
        push_whole(text, number / 10);
    }
    push_digit(text, number % 10);
}

/// Adds a code as four hexadecimal digits.
pub(super) fn push_code(text: &mut String, code: u16) {
    for place in [12, 8, 4, 0] {
        push_digit(text, u64::from((code >> place) & 0xF));
    }
}

fn push_digit(text: &mut String, digit: u64) {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    text.push(char::from(DIGITS[digit as usize % DIGITS.len()]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_printpdf_says_them() {
        let numbers = (-30_000..30_000).map(|number| f64::from(number) / 1000.0);
        for number in numbers.chain([595.276, 841.89, 1190.551, -1190.5, 14_400.0, 8_191.999]) {
            let mut text = String::new();
            push(&mut text, number);
            assert_eq!(text, (number as f32).to_string());
        }
    }

    #[test]
    fn codes_have_four_digits() {
        let mut text = String::new();
        [0, 0x1a, 0xffff]
            .into_iter()
            .for_each(|code| push_code(&mut text, code));
        assert_eq!(text, "0000001affff");
    }
}
