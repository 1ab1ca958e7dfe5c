/// One column of a rule that does not match a call.
package struct RuleMiss: Hashable, Sendable {
    /// Which column.
    package enum Column: String, Hashable, Sendable {
        case argument
        case source
        case target
    }

    /// Which column.
    package let column: Column
    /// What stands there.
    package let word: String
    /// Why it does not match, in words.
    package let reason: String

    package init(_ column: Column, word: String, reason: String) {
        self.column = column
        self.word = word
        self.reason = reason
    }
}
