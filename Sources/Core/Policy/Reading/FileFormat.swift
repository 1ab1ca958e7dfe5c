/// In which of the two formats a file is read, and what its includes are relative to.
enum FileFormat {
    /// The format of `policy.d`; includes are relative to the policy directory that the top-level file came from.
    case current(base: String)
    /// The same without any directive: what a signature covers is one file.
    case locked
    /// The format of Qubes R4.0, whose rules are all for one service and argument.
    ///
    /// The call is nil when something was wrong with it, which has been told.
    case legacy(base: String, call: RuleParser.Call?)

    /// Whether it is the one of Qubes R4.0.
    var isLegacy: Bool {
        if case .legacy = self { true } else { false }
    }
}
