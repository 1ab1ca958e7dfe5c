/// The first matching rule of each of many destinations of one caller.
protocol DirectRules {
    /// The rule that a direct call would meet; nil when none matches.
    func rule(for destination: Destination) -> Int?

    /// Whether some direct call meets a rule.
    func decides(_ rule: Int) -> Bool
}
