/// Where a call goes, or is meant to go.
package enum Destination: Hashable, Sendable {
    /// `@default`: nowhere in particular, or to a name that does not exist.
    case unspecified
    /// `@adminvm`, spelt so.
    case adminVM
    /// A domain of the ``World``, by number; `byUUID` keeps how it was spelt.
    case domain(Int, byUUID: Bool = false)
    /// `@dispvm`, before it is known of which template.
    case disposable
    /// A new disposable of a domain of the ``World``.
    case disposableOf(Int, byUUID: Bool = false)
    /// A new disposable of something that is no domain: a default template that was removed.
    case disposableOfUnknown(Symbol)
    /// A name or UUID in a rule (`target=`) that names nobody.
    case unknown(Token)
}
