/// A call that somebody wants to make.
package struct PolicyRequest: Hashable, Sendable {
    /// The service (`qubes.Filecopy`).
    package var service: String
    /// Its argument with the leading `+`; `+` alone is the empty one.
    package var argument: String
    /// Who calls: a name, or `uuid:` and a UUID.
    package var source: String
    /// Who is called, as the caller wrote it; empty is `@default`.
    package var target: String
    /// The RemoteVM for which ``source`` relays this call.
    package var requestedSource: String?

    package init(
        service: String, argument: String = "+", source: String, target: String, requestedSource: String? = nil
    ) {
        self.service = service
        self.argument = argument
        self.source = source
        self.target = target
        self.requestedSource = requestedSource
    }
}
