package import Policy

extension RuleSet {
    /// A rule as a policy file writes it, with one space between its fields.
    package func line(_ number: Int) -> String {
        line(of: number).split(separator: "\t").joined(separator: " ")
    }
}
