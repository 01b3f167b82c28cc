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
