use super::connected::{Connected, planned};
use super::{CliError, Selection, print};
use suite::catalogue::Catalogue;
use suite::plan::remarks;
use suite::report;

pub(super) async fn plan(catalogue: &Catalogue, selection: &Selection) -> Result<u8, CliError> {
    let connected = Connected::to(selection).await?;
    connected.target.unobjected()?;
    let plan = planned(catalogue, &connected.target, selection)?;
    print(&report::plan_table(&plan))?;
    if let Some(remark) = remarks(&connected.target.metadata) {
        print(&format!("note: {}\n", report::in_one_line(remark)))?;
    }
    Ok(0)
}
