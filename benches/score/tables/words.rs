//! The words of the made-up accounts.

pub const INDUSTRIES: [&str; 30] = [
    "Software",
    "FinTech",
    "Healthcare",
    "Retail",
    "Logistics",
    "Insurance",
    "Banking",
    "Energy",
    "Media",
    "Education",
    "Manufacturing",
    "Real Estate",
    "Telecom",
    "Travel",
    "Gaming",
    "Legal",
    "Aerospace",
    "Automotive",
    "Agriculture",
    "Pharma",
    "Construction",
    "Food & Beverage",
    "Government",
    "Nonprofit",
    "Tobacco",
    "Gambling",
    "Weapons",
    "Adult",
    "Mining",
    "Staffing",
];

/// Behind an industry; the comma makes CSV quote it.
pub const INDUSTRY_ENDINGS: [&str; 5] = ["", " Services", " Technology", ", Consumer", " Infrastructure"];

pub const ACTIVITIES: [&str; 10] = [
    "Cloud",
    "Mobile",
    "Data",
    "Payments",
    "Security",
    "Supply",
    "Clinical",
    "Digital",
    "Industrial",
    "Field",
];

pub const ACTIVITY_ENDINGS: [&str; 10] = [
    "Platforms",
    "Analytics",
    "Operations",
    "Marketplaces",
    "Tools",
    "Consulting",
    "Devices",
    "Automation",
    "Networks",
    "Research",
];

/// By falling number of accounts.
pub const COUNTRIES: [&str; 60] = [
    "US", "GB", "DE", "FR", "CA", "NL", "SE", "AU", "IN", "BR", "ES", "IT", "IE", "DK", "NO", "FI", "CH",
    "AT", "BE", "PL", "PT", "CZ", "IL", "SG", "JP", "KR", "MX", "AR", "CL", "CO", "ZA", "NG", "KE", "EG",
    "AE", "SA", "TR", "GR", "RO", "HU", "BG", "HR", "SI", "SK", "EE", "LV", "LT", "NZ", "MY", "TH", "VN",
    "PH", "ID", "HK", "TW", "RU", "IR", "KP", "SY", "CU",
];

pub const REGIONS: [&str; 4] = ["NA", "LATAM", "APAC", "EMEA"];

/// The place of a country's region among [`REGIONS`].
pub fn region(country: &str) -> u8 {
    match country {
        "US" | "CA" | "MX" => 0,
        "AR" | "BR" | "CL" | "CO" | "CU" => 1,
        "AU" | "HK" | "ID" | "IN" | "JP" | "KP" | "KR" | "MY" | "NZ" | "PH" | "SG" | "TH" | "TW" | "VN" => 2,
        _ => 3,
    }
}

pub const STAGES: [&str; 8] =
    ["Seed", "Series A", "Series B", "Series C", "Series D+", "Bootstrapped", "Public", "PE-backed"];

/// The tools that rules name; sixty more are called `tool-00` to `tool-59`.
pub const TOOLS: [&str; 20] = [
    "salesforce",
    "hubspot",
    "outreach",
    "salesloft",
    "snowflake",
    "dbt",
    "segment",
    "marketo",
    "zendesk",
    "intercom",
    "aws",
    "gcp",
    "azure",
    "slack",
    "jira",
    "clari",
    "gong",
    "acme-crm",
    "rival-icp",
    "stripe",
];

pub const PAINS: [&str; 10] = [
    "Forecasting accuracy",
    "low conversion",
    "lead routing",
    "Data quality",
    "long sales cycle",
    "churn",
    "pipeline visibility",
    "rep ramp time",
    "manual reporting",
    "territory planning",
];

/// One CRM in several spellings, as exports have it.
pub const CRMS: [&str; 9] =
    ["Salesforce", "salesforce", "SALESFORCE", "HubSpot", "hubspot", "Pipedrive", "Zoho", "Dynamics", "none"];

pub const FIRST_WORDS: [&str; 16] = [
    "Acme", "Globex", "Initech", "Umbra", "Nord", "Vertex", "Blue", "Quantum", "Pioneer", "Summit", "Lumen",
    "Stellar", "Iron", "Cedar", "Harbor", "Delta",
];

pub const SECOND_WORDS: [&str; 16] = [
    "Labs", "Systems", "Group", "Holdings", "Partners", "Works", "Dynamics", "Networks", "Health", "Capital",
    "Foods", "Motors", "Soft", "Logic", "Media", "Energy",
];

pub const LEGAL_FORMS: [&str; 4] = ["Inc", "GmbH", "Ltd", "S.A."];

pub const DOMAIN_ENDINGS: [&str; 4] = [".com", ".io", ".co", ".de"];
