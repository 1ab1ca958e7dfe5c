/// Objects that other processes may call.
extension BusConnection {
    /// Puts an object at a path, in place of one that was there.
    ///
    /// Where an object above it was exported as a manager, `InterfacesAdded` is sent.
    ///
    /// - Parameters:
    ///   - object: The object.
    ///   - path: Where it is to be found.
    ///   - managingChildren: Whether the object lists all objects below it (ObjectManager).
    /// - Throws: ``BusError/invalidValue(what:value:)`` for a path that is none.
    package func export(
        _ object: any BusObject, at path: String, managingChildren: Bool = false
    ) async throws(BusError) {
        try BusNames.check(path, as: .path)
        try await watchCallers()
        objects[path] = ExportedObject(object: object, isManager: managingChildren)
        for manager in managers(of: path) {
            guard let contents = try? await interfacesAndProperties(of: object) else { continue }
            try emit(
                path: manager, interface: StandardInterfaces.objectManagerName, member: "InterfacesAdded",
                arguments: [.objectPath(path), contents])
        }
    }

    /// Takes the object at a path away; calls that it is serving still get their answers.
    package func unexport(_ path: String) throws(BusError) {
        guard let exported = objects.removeValue(forKey: path) else { return }
        for manager in managers(of: path) {
            try emit(
                path: manager, interface: StandardInterfaces.objectManagerName, member: "InterfacesRemoved",
                arguments: [.objectPath(path), .strings(exported.object.interfaces.map(\.name))])
        }
    }

    /// Tells everybody that properties of an exported object have new values.
    ///
    /// - Parameters:
    ///   - path: The object.
    ///   - interface: The interface that the properties belong to.
    ///   - changed: The new values, not wrapped in variants.
    ///   - invalidated: Properties that changed to a value that is not told.
    /// - Throws: ``BusError``, usually ``BusError/disconnected``.
    package func propertiesChanged(
        at path: String, interface: String, changed: [String: BusValue], invalidated: [String] = []
    ) throws(BusError) {
        guard !changed.isEmpty || !invalidated.isEmpty else { return }
        try emit(
            path: path, interface: StandardInterfaces.propertiesName, member: "PropertiesChanged",
            arguments: [.string(interface), .options(changed), .strings(invalidated)])
    }

    private func managers(of path: String) -> [String] {
        objects.filter { $0.value.isManager && $0.key != path && BusPath.contains($0.key, path) }.keys.sorted()
    }

    func interfacesAndProperties(of object: any BusObject) async throws(BusFailure) -> BusValue {
        var entries: [BusEntry] = []
        for interface in object.interfaces {
            let properties = try await object.properties(of: interface.name)
            entries.append(BusEntry(key: .string(interface.name), value: .options(properties)))
        }
        return .dictionary(key: .string, value: .options, entries)
    }

    /// Watches connections come and go, to forget who a caller was; once per connection.
    private func watchCallers() async throws(BusError) {
        guard objects.isEmpty else { return }
        _ = try await callBus("AddMatch", [.string(Self.ownerRule(nil))])
    }
}
