package import Policy

/// All calls of one service and argument, or of every one that no rule names.
package struct CallClass: Hashable, Sendable {
    /// The service; nil for any that no rule names.
    package var service: Symbol?
    /// The argument with its `+`; nil for any that no rule names for the service.
    package var argument: Symbol?

    package init(service: Symbol?, argument: Symbol?) {
        self.service = service
        self.argument = argument
    }
}
