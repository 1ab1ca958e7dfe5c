/// What a statement says.
package enum StatementBody: Hashable, Sendable {
    /// `label level a < b`: the levels of confidentiality, the most public first.
    case levels([String])
    /// `label integrity a < b`: the levels of integrity, the least trustworthy first.
    case integrityLevels([String])
    /// `label compartments {a b}`.
    case compartments([String])
    /// `label vm NAME …`, `label tag NAME …`, `label net NAME …`.
    case label(LabelledSubject)
    /// `label check …`: flows must respect the labels.
    case labelCheck(LabelCheck)
    /// `never flow …`, `only flow …`, `always flow …`.
    case flow(FlowAssertion)
    /// `never tags a & b`: no VM has all of these tags.
    case neverTags([String])
    /// `never service …`, `always service …`.
    case service(ServiceAssertion)
    /// `wall NAME { … }`.
    case wall(Wall)
    /// `trust NAME`: what reaches these VMs ends there, because they pass nothing on.
    case trust(Selector)
    /// `declassify …` and `endorse …`.
    case exemption(Exemption)
    /// `world FILE`: what the following lines are about.
    case world(String)
    /// `expect …`.
    case expectation(Expectation)
    /// `only service …`, `expect-all …`.
    case relation(RelationExpectation)
    /// `accept diff …`.
    case acceptedChange(AcceptedChange)

    /// Whether a check of it gives a result: the others only say what the checks go by.
    package var isChecked: Bool {
        switch self {
        case .labelCheck, .flow, .neverTags, .service, .wall, .expectation, .relation: true
        case .levels, .integrityLevels, .compartments, .label, .trust, .exemption, .world, .acceptedChange: false
        }
    }

    /// Whether it may stand in a file of vectors: calls with their answers, and the world that they are about.
    package var isVector: Bool {
        switch self {
        case .expectation, .world: true
        case .relation(let relation): relation.isComplete
        default: false
        }
    }
}
