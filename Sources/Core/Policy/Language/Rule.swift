/// One line of a policy: which calls it matches, and what becomes of them.
package struct Rule: Hashable, Sendable {
    /// The service, or nil for `*`.
    package var service: Symbol?
    /// The argument with its leading `+` (`+` alone is the empty one), or nil for `*`.
    package var argument: Symbol?
    /// Who calls.
    package var source: Token
    /// Who is called.
    package var target: Token
    /// What becomes of the call.
    package var action: Action
    /// Which of ``RuleSet/parameterSets`` belongs to it; 0 is the empty one.
    package var parameters: UInt32
    /// Which of ``RuleSet/files`` it stands in.
    package var file: UInt32
    /// The line there, from 1; 0 for a rule that no line states (the denials that `!compat-4.0` adds).
    package var line: UInt32

    package init(
        service: Symbol?, argument: Symbol?, source: Token, target: Token, action: Action, parameters: UInt32 = 0,
        file: UInt32, line: UInt32
    ) {
        self.service = service
        self.argument = argument
        self.source = source
        self.target = target
        self.action = action
        self.parameters = parameters
        self.file = file
        self.line = line
    }
}
