/// Where a bus is.
package enum BusAddress: Hashable, Sendable {
    /// The system bus of this machine.
    case system
    /// A D-Bus address, such as `unix:path=/run/bulkhead/bus`.
    case address(String)

    /// The address in the form that libdbus wants.
    package var text: String {
        switch self {
        case .system: "unix:path=/run/dbus/system_bus_socket"
        case .address(let text): text
        }
    }

    /// The address of the bus that listens at `path`, with the escapes of the D-Bus Specification, "Server Addresses".
    package static func unix(path: String) -> BusAddress {
        let plain = path.utf8.map { byte in
            let letter = Character(UnicodeScalar(byte))
            let isPlain = letter.isASCII && (letter.isLetter || letter.isNumber || "-_/.\\*".contains(letter))
            let hexadecimal = String(byte, radix: 16)
            return isPlain ? String(letter) : "%" + (hexadecimal.count == 1 ? "0" : "") + hexadecimal
        }
        return .address("unix:path=" + plain.joined())
    }
}
