/// What the linter wants to know of services; whoever has a map of services answers.
package protocol ServiceTraits: Sendable {
    /// Whether somebody described the service.
    func isKnown(_ service: String) -> Bool

    /// Whether the caller commands the callee.
    func isControlling(_ service: String) -> Bool

    /// Whether being refused is something that a person should hear of.
    func isSensitive(_ service: String) -> Bool

    /// Described services with similar names, the nearest first.
    func nearest(to service: String) -> [String]
}
