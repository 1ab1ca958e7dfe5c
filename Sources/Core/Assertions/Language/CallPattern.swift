/// A service with or without an argument.
package struct CallPattern: Hashable, Sendable {
    /// The service; nil for `*`.
    package let service: String?
    /// The argument with its leading `+`; nil when none was written.
    package let argument: String?

    package init(service: String?, argument: String? = nil) {
        self.service = service
        self.argument = argument
    }

    /// As it is written.
    package var text: String { (service ?? "*") + (argument ?? "") }

    /// Whether a call of this service with this argument is meant; a pattern without argument means all of them.
    package func matches(service: String, argument: String?) -> Bool {
        guard self.service == nil || self.service == service else { return false }
        return self.argument == nil || argument == nil || self.argument == argument
    }
}
