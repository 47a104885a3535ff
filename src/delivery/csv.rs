//! Lists that open in Excel and WPS: UTF-8 with its mark, fields quoted where they must be.

/// A list with a head.
pub(super) struct Csv(String);

impl Csv {
    /// A list with these columns.
    pub(super) fn new(head: &[String]) -> Self {
        // Without the mark Excel takes the bytes for the system's own encoding.
        let mut csv = Self("\u{FEFF}".to_owned());
        csv.row(head);
        csv
    }

    /// Adds a line.
    pub(super) fn row(&mut self, fields: &[String]) {
        let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
        self.0.push_str(&fields.join(","));
        self.0.push_str("\r\n");
    }

    /// The bytes.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// A field as it is written. What a spreadsheet would take for a formula gets an apostrophe before it.
fn quoted(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '@', '\t']) || (field.starts_with('-') && field.parse::<f64>().is_err());
    let field = if formula { format!("'{field}") } else { field.to_owned() };
    match field.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stay_fields() {
        let fields = ["甲,乙", "说\"好\"", "=1+1", "-3.5", "-甲", "两\n行"].map(str::to_owned);
        let mut csv = Csv::new(&["一".to_owned()]);
        csv.row(&fields);
        let text = String::from_utf8(csv.into_bytes()).unwrap();
        assert_eq!(
            text,
            "\u{FEFF}一\r\n\"甲,乙\",\"说\"\"好\"\"\",'=1+1,-3.5,'-甲,\"两\n行\"\r\n"
        );
    }
}
