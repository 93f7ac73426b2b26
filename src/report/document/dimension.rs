//! Which of the six dimensions of an ideal customer profile a rule is about.
//!
//! In: the names that a rule uses. Out: its dimension. Invariant: a name belongs to the first dimension that has a
//! word for it; a signal that adds points is a buying signal, whatever it reads.

/// The six dimensions, in the order of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dimension {
    Firmographics,
    Technographics,
    Psychographics,
    PainPoints,
    BuyingSignals,
    DecisionMakers,
}

impl Dimension {
    pub(super) const ALL: [Dimension; 6] = [
        Dimension::Firmographics,
        Dimension::Technographics,
        Dimension::Psychographics,
        Dimension::PainPoints,
        Dimension::BuyingSignals,
        Dimension::DecisionMakers,
    ];

    /// The heading.
    pub(super) fn title(self) -> &'static str {
        match self {
            Dimension::Firmographics => "Firmographics",
            Dimension::Technographics => "Technographics",
            Dimension::Psychographics => "Psychographics",
            Dimension::PainPoints => "Pain points",
            Dimension::BuyingSignals => "Buying signals",
            Dimension::DecisionMakers => "Decision makers",
        }
    }

    /// What the dimension asks, for a profile that does not say.
    pub(super) fn question(self) -> &'static str {
        match self {
            Dimension::Firmographics => "which industry, size, place and stage a company has",
            Dimension::Technographics => "which systems a company runs, and how mature it is with them",
            Dimension::Psychographics => "how a company decides, what it values and how it takes risks",
            Dimension::PainPoints => "what customers suffer from, and how the data shows it",
            Dimension::BuyingSignals => "what shows that a company may buy now",
            Dimension::DecisionMakers => "who champions, who pays and who may block",
        }
    }

    fn words(self) -> &'static [&'static str] {
        match self {
            Dimension::PainPoints => &[
                "pain",
                "problem",
                "need",
                "challenge",
                "urgen",
                "struggl",
                "frustrat",
                "complain",
                "incumbent",
                "current_solution",
                "spreadsheet",
                "manual",
                "痛点",
                "需求",
                "问题",
            ],
            Dimension::DecisionMakers => &[
                "decision",
                "decide",
                "buyer",
                "champion",
                "blocker",
                "stakeholder",
                "sponsor",
                "persona",
                "contact",
                "title",
                "seniority",
                "executive",
                "founder",
                "role",
                "决策",
                "负责人",
            ],
            Dimension::Technographics => &[
                "tech",
                "stack",
                "software_used",
                "tool",
                "crm",
                "erp",
                "cloud",
                "integration",
                "platform",
                "system",
                "security",
                "compliance",
                "soc2",
                "digital",
                "maturity",
                "technographic",
                "技术",
                "系统",
            ],
            Dimension::Psychographics => &[
                "culture",
                "innovat",
                "risk",
                "attitude",
                "style",
                "values",
                "appetite",
                "adopter",
                "psychographic",
                "openness",
                "budget_cycle",
                "文化",
                "心理",
            ],
            Dimension::BuyingSignals => &[
                "signal",
                "intent",
                "visit",
                "funding",
                "funded",
                "hiring",
                "job_post",
                "event",
                "trigger",
                "demo",
                "webinar",
                "download",
                "engagement",
                "activity",
                "信号",
                "意向",
            ],
            Dimension::Firmographics => &[
                "industr",
                "sector",
                "vertical",
                "employee",
                "headcount",
                "size",
                "revenue",
                "country",
                "region",
                "city",
                "state",
                "location",
                "stage",
                "ownership",
                "company",
                "firmographic",
                "founded",
                "age",
                "naics",
                "sic",
                "market",
                "growth",
                "arr",
                "行业",
                "规模",
                "地区",
                "员工",
                "收入",
            ],
        }
    }

    /// The dimension that has a word for one of these names; the earlier names count first.
    pub(super) fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<Dimension> {
        // The words for firmographics are the most general, so they are asked last.
        const ORDER: [Dimension; 6] = [
            Dimension::PainPoints,
            Dimension::DecisionMakers,
            Dimension::Psychographics,
            Dimension::BuyingSignals,
            Dimension::Technographics,
            Dimension::Firmographics,
        ];
        names.into_iter().find_map(|name| {
            let name = name.to_lowercase();
            ORDER.into_iter().find(|dimension| dimension.words().iter().any(|word| name.contains(word)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_name_that_says_something_decides() {
        assert_eq!(Dimension::of(["size", "pains"]), Some(Dimension::Firmographics));
        assert_eq!(Dimension::of(["fit", "tech_stack", "employees"]), Some(Dimension::Technographics));
        assert_eq!(Dimension::of(["contacts.title"]), Some(Dimension::DecisionMakers));
        assert_eq!(Dimension::of(["x", "y"]), None);
    }
}
