/// The parameters of a form, in the order in which they are sent; a name may stand twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// No parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a parameter: replaces its first value, or appends it.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some(entry) => entry.1 = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Appends a parameter, also one that is there already.
    pub fn append(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    /// Removes a parameter with all its values.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// The first value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// Every parameter in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The `application/x-www-form-urlencoded` body.
    pub fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.iter())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    #[test]
    fn a_parameter_may_be_sent_twice_and_keeps_its_place() {
        let mut parameters = Parameters::new();
        parameters.set("scope", "openid");
        parameters.set("login_hint", "a b&c");

        parameters.append("scope", "openid");
        parameters.set("scope", "email");

        assert_eq!(
            parameters.encode(),
            "scope=email&login_hint=a+b%26c&scope=openid"
        );
    }
}
