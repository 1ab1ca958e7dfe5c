internal import CDBus

/// The names that the bus knows, checked by libdbus itself.
enum BusNames {
    enum Kind: String {
        case path = "object path"
        case interface = "interface name"
        case member = "member name"
        case error = "error name"
        case bus = "bus name"
    }

    /// Checks that `text` is a name of that kind.
    ///
    /// - Throws: ``BusError/invalidValue(what:value:)``.
    static func check(_ text: String, as kind: Kind) throws(BusError) {
        // C stops at a NUL: what follows would be neither checked nor sent.
        guard !text.utf8.contains(0), validate(text, kind) else {
            throw .invalidValue(what: kind.rawValue, value: String(text.prefix(256)))
        }
    }

    private static func validate(_ text: String, _ kind: Kind) -> Bool {
        switch kind {
        case .path: unsafe dbus_validate_path(text, nil) != 0
        case .interface: unsafe dbus_validate_interface(text, nil) != 0
        case .member: unsafe dbus_validate_member(text, nil) != 0
        case .error: unsafe dbus_validate_error_name(text, nil) != 0
        case .bus: unsafe dbus_validate_bus_name(text, nil) != 0
        }
    }
}
