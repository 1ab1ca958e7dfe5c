/// A set of VMs: `work, mail` or `@anyvm - vault - @tag:x`.
package struct Selector: Hashable, Sendable {
    /// A term from which others are taken away.
    package struct Difference: Hashable, Sendable {
        /// What is selected.
        package let term: SelectorTerm
        /// What is not, although ``term`` has it.
        package let without: [SelectorTerm]

        package init(_ term: SelectorTerm, without: [SelectorTerm] = []) {
            self.term = term
            self.without = without
        }

        /// As it is written.
        package var text: String { ([term] + without).map(\.text).joined(separator: " - ") }
    }

    /// The parts; whatever is in one of them is selected.
    package let parts: [Difference]

    package init(_ parts: [Difference]) { self.parts = parts }

    package init(_ term: SelectorTerm) { parts = [Difference(term)] }

    /// As it is written.
    package var text: String { parts.map(\.text).joined(separator: ", ") }

    /// The one term that it is; nil when it is a list or a difference.
    package var singleTerm: SelectorTerm? {
        guard parts.count == 1, let part = parts.first, part.without.isEmpty else { return nil }
        return part.term
    }

    /// Every term that it is written with.
    package var terms: [SelectorTerm] { parts.flatMap { [$0.term] + $0.without } }
}
