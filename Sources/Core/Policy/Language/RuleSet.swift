/// A whole policy: one flat list of rules in the order in which they are asked, the first that matches decides.
package struct RuleSet: Sendable {
    /// The words of the rules.
    package var vocabulary: Vocabulary
    /// The files that were read, in order, as they are named in problems; includes follow the file that includes them.
    package var files: [String]
    /// The rules, in order.
    package var rules: [Rule]
    /// The distinct parameter lists; the first is empty.
    package var parameterSets: [RuleParameters]
    /// How many rules at the beginning come from the locked layer, which no later file can loosen.
    package var lockedCount: Int

    package init(
        vocabulary: Vocabulary = Vocabulary(), files: [String] = [], rules: [Rule] = [],
        parameterSets: [RuleParameters] = [RuleParameters()], lockedCount: Int = 0
    ) {
        self.vocabulary = vocabulary
        self.files = files
        self.rules = rules
        self.parameterSets = parameterSets
        self.lockedCount = lockedCount
    }

    /// The parameters of a rule.
    package func parameters(of rule: Rule) -> RuleParameters { parameterSets[Int(rule.parameters)] }

    /// Where the rule with this number stands: `90-default.policy:35`.
    package func place(of index: Int) -> String {
        let rule = rules[index]
        return "\(files[Int(rule.file)]):\(rule.line == 0 ? "implicit" : String(rule.line))"
    }
}
