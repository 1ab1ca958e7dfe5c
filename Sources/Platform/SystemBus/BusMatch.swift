/// Which signals a reader wants: those that agree with every part that is given.
package struct BusMatch: Hashable, Sendable {
    /// The sender's unique or well-known name; of a well-known name, whoever owns it at the time.
    package var sender: String?
    package var path: String?
    /// An object and everything below it.
    package var pathNamespace: String?
    package var interface: String?
    package var member: String?
    /// The first argument, a bus name.
    package var firstArgument: String?

    package init(
        sender: String? = nil, path: String? = nil, pathNamespace: String? = nil, interface: String? = nil,
        member: String? = nil, firstArgument: String? = nil
    ) {
        self.sender = sender
        self.path = path
        self.pathNamespace = pathNamespace
        self.interface = interface
        self.member = member
        self.firstArgument = firstArgument
    }

    /// The rule in the words of the D-Bus Specification, "Match Rules".
    ///
    /// - Throws: ``BusError/invalidValue(what:value:)``.
    func rule() throws(BusError) -> String {
        var parts = ["type='signal'"]
        try Self.add("sender", sender, .bus, to: &parts)
        try Self.add("path", path, .path, to: &parts)
        try Self.add("path_namespace", pathNamespace, .path, to: &parts)
        try Self.add("interface", interface, .interface, to: &parts)
        try Self.add("member", member, .member, to: &parts)
        try Self.add("arg0", firstArgument, .bus, to: &parts)
        return parts.joined(separator: ",")
    }

    private static func add(
        _ key: String, _ value: String?, _ kind: BusNames.Kind, to parts: inout [String]
    ) throws(BusError) {
        guard let value else { return }
        // None of the names can hold a quotation mark, so nothing needs an escape.
        try BusNames.check(value, as: kind)
        parts.append("\(key)='\(value)'")
    }

    /// Whether the signal is wanted, when `owner` is the unique name behind ``sender``.
    func accepts(_ signal: BusSignal, owner: String?) -> Bool {
        if sender != nil, signal.sender != owner { return false }
        if let path, path != signal.path { return false }
        if let pathNamespace, !BusPath.contains(pathNamespace, signal.path) { return false }
        if let interface, interface != signal.interface { return false }
        if let member, member != signal.member { return false }
        if let firstArgument, signal.arguments.first?.asString != firstArgument { return false }
        return true
    }
}
