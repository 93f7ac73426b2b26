//! The gallery, as templates: worked profiles that ship with the binary.

/// A worked profile.
#[derive(Debug)]
pub struct Template {
    /// What `--template` takes; also the name of the file.
    pub name: &'static str,
    /// The profile.
    pub text: &'static str,
}

/// A file that templates read.
#[derive(Debug)]
pub struct Companion {
    /// The path, as profiles write it.
    pub path: &'static str,
    /// Its content.
    pub text: &'static str,
}

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(Template {
            name: $name,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/gallery/", $name, ".icp")),
        }),*]
    };
}

/// Every template, by name.
pub static TEMPLATES: &[Template] = templates![
    "cleaning_firm",
    "collaboration_tool",
    "crm_software",
    "datadog_2010_2014",
    "datadog_2015_2018",
    "datadog_2019",
    "figma_2016_2018",
    "figma_2019_2021",
    "figma_2022",
    "focused_saas",
    "medical_crm_niche",
    "medtech_saas",
    "slack_2013_2015",
    "slack_2016_2018",
    "slack_2019",
    "stripe_2011_2014",
    "stripe_2015_2018",
    "stripe_2019",
    "youzan_2012_2015",
    "youzan_2016_2019",
    "youzan_2020",
];

/// Every file that a template reads.
pub static COMPANIONS: &[Companion] = &[Companion {
    path: "lists/city_tiers.csv",
    text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/gallery/lists/city_tiers.csv")),
}];

impl Template {
    /// The title of the profile, for lists.
    pub fn title(&self) -> &str {
        let head = self.text.lines().find(|line| line.starts_with("profile "));
        head.and_then(|line| line.split('"').nth(1)).unwrap_or("")
    }

    /// The files it reads.
    pub fn companions(&self) -> impl Iterator<Item = &'static Companion> {
        COMPANIONS.iter().filter(|companion| self.text.contains(&format!("\"{}\"", companion.path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_of_the_gallery_is_a_template() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/gallery");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| name.strip_suffix(".icp").map(str::to_owned))
            .collect();
        names.sort();
        let shipped: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
        assert_eq!(shipped, names);
        let mut files: Vec<String> = std::fs::read_dir(format!("{folder}/lists"))
            .unwrap()
            .map(|entry| format!("lists/{}", entry.unwrap().file_name().into_string().unwrap()))
            .collect();
        files.sort();
        let shipped: Vec<&str> = COMPANIONS.iter().map(|companion| companion.path).collect();
        assert_eq!(shipped, files);
    }

    #[test]
    fn every_template_has_a_title() {
        assert!(TEMPLATES.iter().all(|template| !template.title().is_empty()));
    }
}
