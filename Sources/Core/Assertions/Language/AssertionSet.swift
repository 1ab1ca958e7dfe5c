/// All statements of a configuration, with what is declared in one file and used in another put together.
package struct AssertionSet: Hashable, Sendable {
    /// The statements whose check gives a result, in order.
    ///
    /// Where labels are declared and no `label check` says how they are checked, both sides are, for all flows.
    package var checks: [Statement] = []
    /// The levels of confidentiality, the most public first.
    package var levels: [String] = []
    /// The levels of integrity, the least trustworthy first.
    package var integrityLevels: [String] = []
    /// The compartments, as they are declared.
    package var compartments: [String] = []
    /// The `label vm`, `label tag` and `label net` lines.
    package var labels: [Statement] = []
    /// The `trust` lines.
    package var trusts: [Statement] = []
    /// The `declassify` and `endorse` lines.
    package var exemptions: [Statement] = []
    /// The `accept diff` lines.
    package var acceptedChanges: [Statement] = []
    /// The worlds that `world` lines name, in order.
    package var worlds: [NamedWorld] = []

    package init() {}
}
