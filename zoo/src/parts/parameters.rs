use crate::wire::SeenRequest;
use suite::op_under_test::consumption_device::Parameters;

/// Takes the parameters of the query for those of a form.
pub(crate) fn read_query(request: &mut SeenRequest) {
    let query = request
        .target
        .split_once('?')
        .map(|(_, query)| query.to_owned());
    if let Some(query) = query {
        "POST".clone_into(&mut request.method);
        request.set_header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            request.form.append(&name, value);
        }
    }
}

/// Takes one parameter of the query beside those of the form.
pub(crate) fn read_one_of_query(request: &mut SeenRequest, name: &str) {
    let query = request
        .target
        .split_once('?')
        .map(|(_, query)| query.to_owned());
    let pairs = query.unwrap_or_default();
    let mut pairs = form_urlencoded::parse(pairs.as_bytes());
    if request.form.get(name).is_none()
        && request.form.iter().next().is_some()
        && let Some((_, value)) = pairs.find(|(known, _)| known == name)
    {
        request.form.set(name, value);
    }
}

/// Keeps the last value of each parameter.
pub(crate) fn last_of_each(form: &Parameters) -> Parameters {
    let mut kept = Parameters::new();
    for (name, value) in form.iter() {
        kept.set(name, value);
    }
    kept
}

pub(crate) fn is_empty(request: &SeenRequest, name: &str) -> bool {
    request.form.get(name) == Some("")
}

/// Takes parts of a multipart body for the parameters of a form.
pub(crate) fn read_multipart(request: &mut SeenRequest) {
    if !calls_itself(request, "multipart/form-data") {
        return;
    }
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let parts = body.split("; name=\"").skip(1).filter_map(|part| {
        let (name, rest) = part.split_once("\"\r\n\r\n")?;
        let (value, _) = rest.split_once("\r\n--")?;
        Some((name.to_owned(), value.to_owned()))
    });
    become_form(request, parts.collect());
}

/// Takes lines of text for the parameters of a form.
pub(crate) fn read_plain_text(request: &mut SeenRequest) {
    if !calls_itself(request, "text/plain") {
        return;
    }
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let lines = body
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    become_form(request, lines.collect());
}

/// Takes elements for the parameters of a form.
pub(crate) fn read_xml(request: &mut SeenRequest) {
    if !calls_itself(request, "application/xml") {
        return;
    }
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let elements = body.split('<').filter_map(|tag| tag.split_once('>'));
    let parameters = elements
        .filter(|(name, value)| !value.is_empty() && !name.starts_with('/'))
        .map(|(name, value)| (name.to_owned(), value.replace("&amp;", "&")));
    become_form(request, parameters.collect());
}

/// Takes another method for POST.
pub(crate) fn take_method(request: &mut SeenRequest, method: &str) {
    if request.method == method && !request.body.is_empty() {
        "POST".clone_into(&mut request.method);
    }
}

fn calls_itself(request: &SeenRequest, media_type: &str) -> bool {
    let own = request.header("content-type");
    own.is_some_and(|own| own.starts_with(media_type))
}

fn become_form(request: &mut SeenRequest, parameters: Vec<(String, String)>) {
    request.set_header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in parameters {
        request.form.append(&name, value);
    }
}
