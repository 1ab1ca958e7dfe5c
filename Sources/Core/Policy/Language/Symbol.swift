/// A word of a policy or of a world, by its number in a ``Vocabulary``.
package struct Symbol: Hashable, Comparable, Sendable {
    /// The name of the administrative domain, which every vocabulary holds.
    package static let dom0 = Self(index: 0)
    /// The administrative domain's UUID, without its `uuid:`, which every vocabulary holds.
    package static let dom0UUID = Self(index: 1)

    /// The place in the vocabulary, from 0.
    package let index: UInt32

    package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}
