//! The page of `icp diff`, in a real browser: it draws, sorts, turns dark, and asks the network for nothing.

use std::process::Command;

use super::sandbox::Sandbox;

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The browser, or the reason to skip.
fn browser() -> Option<&'static str> {
    let found = NAMES.into_iter().find(|name| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        eprintln!("skipped: none of {} is installed", NAMES.join(", "));
    }
    found
}

/// The page after its scripts have run, with `script` put at its end.
fn dom(browser: &str, sandbox: &Sandbox, page: &str, script: &str) -> String {
    let page = page.replace("</body>", &format!("<script>{script}</script></body>"));
    sandbox.write("page.html", page);
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom"])
        .arg(format!("--user-data-dir={}", sandbox.path("browser").display()))
        .arg(format!("file://{}", sandbox.path("page.html").display()))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_page_works_in_a_browser() {
    let Some(browser) = browser() else { return };
    let sandbox = Sandbox::new();
    let profile = "profile deals {}\naccount { id: text key employees: whole }\nrequire min_size when employees >= 10\nscore fit out of 100 { evidence opinion \"x\" weight size scale employees from 0 => 0 to 100 => 100 }\ntier A when fit >= 50\ntier B otherwise\n";
    sandbox.write("old.icp", profile);
    sandbox.write("new.icp", profile.replace("fit >= 50", "fit >= 30").replace(">= 10", ">= 20"));
    let rows: String = (0..90).map(|row| format!("k{row},{row}\n")).collect();
    sandbox.write("accounts.csv", format!("id,employees\n{rows}"));
    let page = sandbox.run(&[
        "diff",
        "old.icp",
        "new.icp",
        "--data",
        "accounts.csv",
        "--value",
        "employees",
        "--format",
        "html",
    ]);
    assert_eq!(page.code, 0, "{}", page.all());
    let measure = "const heads=[...document.querySelectorAll('th button')];\
        const head=heads.find(b=>b.textContent==='employees');head.click();head.click();\
        const first=head.closest('table').tBodies[0].rows[0].cells[0].textContent;\
        const ribbons=[...document.querySelectorAll('.ribbon')].filter(r=>r.getBBox().height>0).length;\
        const wide=document.documentElement.scrollWidth<=innerWidth;\
        document.title=['first',first,'ribbons',ribbons,'fits',wide,'asked',performance.getEntriesByType('resource').length].join(' ');";
    let dom = dom(browser, &sandbox, &page.stdout, measure);
    let (_, title) = dom.split_once("<title>").unwrap();
    let (title, _) = title.split_once("</title>").unwrap();
    // Of the twenty shown, the account that is worth least comes first after two presses; three ways are drawn; nothing was fetched.
    assert_eq!(title, "first k30 ribbons 5 fits true asked 0", "{dom}");
}
