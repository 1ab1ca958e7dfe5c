/// A set of ``FlowKind``: what a question counts as a flow.
package struct FlowKinds: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package init(_ kind: FlowKind) { rawValue = 1 << UInt16(kind.rawValue) }

    package init(_ kinds: some Sequence<FlowKind>) { self = kinds.reduce(into: []) { $0.insert(Self($1)) } }

    /// Everything.
    package static let all = Self(FlowKind.allCases)
    /// Everything that happens without a person's consent.
    package static let withoutPrompt = all.subtracting(Self(.ask))
    /// Calls, by a rule or a prompt.
    package static let calls: Self = [Self(.allow), Self(.ask)]

    /// Whether this kind is one of them.
    package func contains(_ kind: FlowKind) -> Bool { contains(Self(kind)) }
}
