internal import CDBus

/// The standard interfaces.
extension BusConnection {
    /// Peer, which every path answers.
    func answerPeer(_ call: IncomingCall) throws(BusFailure) -> [BusValue] {
        switch call.member {
        case "Ping": return []
        case "GetMachineId":
            guard let text = unsafe dbus_get_local_machine_id() else { throw .failed("No machine id.") }
            defer { unsafe dbus_free(text) }
            return [.string(unsafe String(cString: text))]
        default: throw .unknownMethod("Peer has no method \(call.member).")
        }
    }

    /// A path without an object: introspection shows what is below it, to those who may see what is above it.
    func answerWithoutObject(_ call: IncomingCall) async throws(BusFailure) -> [BusValue] {
        let above = objects.filter { BusPath.contains($0.key, call.path) }.max { $0.key.utf8.count < $1.key.utf8.count }
        if let above {
            try await above.value.object.authorize(
                call.caller, interface: StandardInterfaces.introspectableName, member: "Introspect")
        }
        let isIntrospection =
            call.interface ?? StandardInterfaces.introspectableName
            == StandardInterfaces.introspectableName && call.member == "Introspect"
        guard isIntrospection, !children(of: call.path).isEmpty else {
            throw .unknownObject("There is no object at \(call.path).")
        }
        return introspect(call.path)
    }

    func introspect(_ path: String) -> [BusValue] {
        let interfaces = objects[path]?.interfaces ?? [StandardInterfaces.introspectable]
        return [.string(IntrospectionText.make(interfaces: interfaces, children: children(of: path)))]
    }

    private func children(of path: String) -> [String] {
        let prefix = path == "/" ? "/" : path + "/"
        let below = objects.keys.filter { $0 != path && $0.hasPrefix(prefix) }
        let names = below.compactMap { $0.dropFirst(prefix.count).split(separator: "/").first.map { String($0) } }
        return Set(names).sorted()
    }

    func managedObjects(below root: String) async throws(BusFailure) -> [BusValue] {
        var entries: [BusEntry] = []
        let below = objects.filter { $0.key != root && BusPath.contains(root, $0.key) }
        for (path, exported) in below.sorted(by: { $0.key < $1.key }) {
            let contents = try await interfacesAndProperties(of: exported.object)
            entries.append(BusEntry(key: .objectPath(path), value: contents))
        }
        return [
            .dictionary(key: .objectPath, value: StandardInterfaces.interfacesAndProperties, entries)
        ]
    }

    /// Get, GetAll and Set; the types of the arguments have been checked.
    @concurrent static func answerProperties(
        _ call: IncomingCall, of object: any BusObject
    ) async throws(BusFailure) -> [BusValue] {
        let name = call.arguments.first?.asString ?? ""
        guard let interface = object.interfaces.first(where: { $0.name == name }) else {
            throw .unknownInterface("The object \(call.path) has no interface '\(name)'.")
        }
        if call.member == "GetAll" { return [.options(try await object.properties(of: name))] }
        let wanted = call.arguments.dropFirst().first?.asString ?? ""
        guard let property = interface.properties.first(where: { $0.name == wanted }) else {
            throw .unknownProperty("The interface \(name) has no property '\(wanted)'.")
        }
        if call.member == "Get" {
            guard let value = try await object.properties(of: name)[wanted] else {
                throw .unknownProperty("The property \(wanted) of \(call.path) has no value now.")
            }
            return [.variant(value)]
        }
        guard property.isWritable else { throw .readOnly("The property \(wanted) of \(name) cannot be set.") }
        guard case .variant(let value) = call.arguments.last, value.type == property.type else {
            throw .invalidArguments("The property \(wanted) is of type '\(property.type.text)'.")
        }
        try await object.setProperty(wanted, of: name, to: value, caller: call.caller)
        return []
    }
}
