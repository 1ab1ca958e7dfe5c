/// What an edge carries.
package struct FlowContent: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Information: what the source knows, the target can learn.
    package static let data = Self(rawValue: 1)
    /// Command: the source can make the target do what it wants.
    package static let control = Self(rawValue: 2)
    /// Nudges: the source can start something that the target has chosen.
    package static let trigger = Self(rawValue: 4)

    /// All of them.
    package static let any: Self = [.data, .control, .trigger]

    /// The words in output: `data`, `data+control`.
    package var words: String {
        let words = [(Self.data, "data"), (.control, "control"), (.trigger, "trigger")].filter { contains($0.0) }
        return words.map(\.1).joined(separator: "+")
    }
}
