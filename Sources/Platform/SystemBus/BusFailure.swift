/// The error that an exported object answers a call with.
package struct BusFailure: Error, Hashable, Sendable {
    /// A D-Bus error name, such as `org.freedesktop.DBus.Error.AccessDenied`.
    package let name: String
    /// What happened and where in one sentence; what to do about it after a newline.
    package let message: String

    package init(name: String, message: String) {
        self.name = name
        self.message = message
    }

    /// The caller may not do this.
    package static func accessDenied(_ message: String) -> BusFailure { standard("AccessDenied", message) }
    /// The arguments are of the wrong type or out of range.
    package static func invalidArguments(_ message: String) -> BusFailure { standard("InvalidArgs", message) }
    /// Too many calls in flight, or a message beyond the limits.
    package static func limitsExceeded(_ message: String) -> BusFailure { standard("LimitsExceeded", message) }
    /// There is no object at the path.
    package static func unknownObject(_ message: String) -> BusFailure { standard("UnknownObject", message) }
    /// The object has no such interface.
    package static func unknownInterface(_ message: String) -> BusFailure { standard("UnknownInterface", message) }
    /// The interface has no such method.
    package static func unknownMethod(_ message: String) -> BusFailure { standard("UnknownMethod", message) }
    /// The interface has no such property.
    package static func unknownProperty(_ message: String) -> BusFailure { standard("UnknownProperty", message) }
    /// The property cannot be set.
    package static func readOnly(_ message: String) -> BusFailure { standard("PropertyReadOnly", message) }
    /// A failure with no better name.
    package static func failed(_ message: String) -> BusFailure { standard("Failed", message) }

    private static func standard(_ suffix: String, _ message: String) -> BusFailure {
        BusFailure(name: "org.freedesktop.DBus.Error." + suffix, message: message)
    }
}
