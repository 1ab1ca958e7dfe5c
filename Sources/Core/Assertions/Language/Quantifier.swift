/// The word that a statement about flows or calls begins with.
package enum Quantifier: String, Hashable, Sendable, CaseIterable {
    /// There is none of these.
    case never
    /// There are no others than these.
    case only
    /// There are all of these.
    case always
}
