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
    /// A new disposable of the source's default template, which is no domain: it was removed.
    case disposableOfMissingDefault
    /// A target of a rule (`target=`) that names nobody.
    case unknown(Token)
}
