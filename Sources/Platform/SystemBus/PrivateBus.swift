/// The configuration of a private `dbus-daemon`, for machines without a system bus.
package enum PrivateBus {
    /// Text for `dbus-daemon --config-file`.
    ///
    /// Any local user may connect and send; only root may own a name under `prefix`, and nobody any other name.
    /// Signals of the names are delivered to root and, where given, to a group: what runs on a machine is not
    /// everybody's business.
    ///
    /// - Parameters:
    ///   - socket: Where the daemon listens: an absolute path, at most 107 bytes.
    ///   - prefix: The names under it can be owned, such as `org.bulkhead`.
    ///   - readers: A group that gets signals as well; it must exist.
    ///   - ownerUser: The user that may own names; root but in tests.
    /// - Returns: The XML text.
    /// - Throws: ``BusError/invalidValue(what:value:)`` for a path or name that cannot be.
    package static func configuration(
        socket: String, prefix: String = "org.bulkhead", readers: String? = nil, ownerUser: String = "root"
    ) throws(BusError) -> String {
        guard socket.hasPrefix("/"), socket.utf8.count <= 107, !socket.utf8.contains(0) else {
            throw .invalidValue(what: "socket path", value: socket)
        }
        try BusNames.check(prefix, as: .bus)
        let owner = escape(ownerUser)
        let group =
            readers.map { name in
                "\n  <policy group=\"\(escape(name))\">\n    \(allowSignals)\n  </policy>"
            } ?? ""
        return """
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
             "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <type>custom</type>
              <listen>\(escape(BusAddress.unix(path: socket).text))</listen>
              <auth>EXTERNAL</auth>
              <policy context="default">
                <allow user="*"/>
                <allow send_destination="*" eavesdrop="false"/>
                <allow receive_sender="*" eavesdrop="false"/>
                <deny own="*"/>
                <deny receive_type="signal"/>
                <allow receive_sender="org.freedesktop.DBus" receive_type="signal"/>
              </policy>\(group)
              <policy user="\(owner)">
                <allow own_prefix="\(prefix)"/>
                \(allowSignals)
              </policy>
              <limit name="max_message_size">16777216</limit>
              <limit name="max_incoming_bytes">33554432</limit>
              <limit name="max_outgoing_bytes">67108864</limit>
              <limit name="max_message_unix_fds">16</limit>
              <limit name="max_connections_per_user">256</limit>
              <limit name="max_match_rules_per_connection">512</limit>
              <limit name="max_replies_per_connection">1024</limit>
              <limit name="auth_timeout">5000</limit>
            </busconfig>

            """
    }

    private static let allowSignals = "<allow receive_type=\"signal\"/>"

    private static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
