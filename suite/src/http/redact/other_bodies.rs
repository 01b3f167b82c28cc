//! Names and values in bodies that are neither JSON nor a form: a suite that sends such a thing must not show what is in it.

/// Every pair that stands in lines, parts or elements.
pub(super) fn pairs(text: &str) -> Vec<(&str, &str)> {
    let in_lines = text.lines().filter_map(|line| line.split_once('='));
    // Of a form, each parameter is learned by itself.
    let in_lines = in_lines.filter(|(_, value)| !value.contains('&'));
    let in_parts = text.split("name=\"").skip(1).filter_map(|part| {
        let (name, rest) = part.split_once("\"\r\n\r\n")?;
        Some((name, rest.split("\r\n").next().unwrap_or_default()))
    });
    let in_elements = text.split('<').filter_map(|tag| tag.split_once('>'));
    in_lines.chain(in_parts).chain(in_elements).collect()
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn lines_parts_and_elements_are_read() {
        let pair = ("user_code", "675325");

        for text in [
            "scope=openid\r\nuser_code=675325\r\n",
            "--b\r\nContent-Disposition: form-data; name=\"user_code\"\r\n\r\n675325\r\n--b--\r\n",
            "<request><user_code>675325</user_code></request>",
        ] {
            assert!(pairs(text).contains(&pair), "{text}");
        }
    }
}
