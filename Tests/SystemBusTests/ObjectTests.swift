import SystemBus
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ObjectTests {
    private static let properties = "org.freedesktop.DBus.Properties"
    private static let manager = "org.freedesktop.DBus.ObjectManager"

    private func served() async throws -> (bus: TestBus, server: BusConnection, client: BusConnection) {
        let bus = try TestBus()
        let server = try await bus.connect()
        try await server.export(EchoObject(), at: EchoObject.path, managingChildren: true)
        try await server.requestName("org.bulkhead.Test")
        return (bus, server, try await bus.connect())
    }

    private func call(
        _ client: BusConnection, _ interface: String, _ member: String, _ arguments: [BusValue] = [],
        path: String = EchoObject.path
    ) async throws(BusError) -> [BusValue] {
        try await client.call(
            "org.bulkhead.Test", path: path, interface: interface, member: member, arguments: arguments,
            timeout: .seconds(120))
    }

    @Test func `properties are read one by one and all at once`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        let one = try await call(client, Self.properties, "Get", [.string(EchoObject.name), .string("Color")])
        #expect(one == [.variant(.string("red"))])
        let all = try await call(client, Self.properties, "GetAll", [.string(EchoObject.name)])
        #expect(all.first?.asOptions == ["Color": .string("red"), "Model": .string("T"), "Volume": .uint32(7)])
    }

    @Test func `only a writable property takes a value, and only of its type`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        func set(_ name: String, _ value: BusValue) async -> String? {
            await errorName { () async throws(BusError) in
                _ = try await call(
                    client, Self.properties, "Set", [.string(EchoObject.name), .string(name), .variant(value)])
            }
        }
        #expect(await set("Volume", .uint32(8)) == nil)
        #expect(await set("Volume", .uint32(9)) == "org.freedesktop.DBus.Error.InvalidArgs")
        #expect(await set("Volume", .string("8")) == "org.freedesktop.DBus.Error.InvalidArgs")
        #expect(await set("Color", .string("blue")) == "org.freedesktop.DBus.Error.PropertyReadOnly")
        #expect(await set("Smell", .string("blue")) == "org.freedesktop.DBus.Error.UnknownProperty")
    }

    @Test func `changes of properties reach who listens to the owner of the name, and nobody else's do`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        let stranger = try await bus.connect()
        let stream = try await client.signals(
            BusMatch(sender: "org.bulkhead.Test", pathNamespace: EchoObject.path))
        // A rule without a sender lets the stranger's signal into the process; the stream must still not show it.
        let everything = try await client.signals(BusMatch(interface: Self.properties))
        try await stranger.propertiesChanged(
            at: EchoObject.path, interface: EchoObject.name, changed: ["Color": .string("forged")])
        try await server.propertiesChanged(
            at: EchoObject.path, interface: EchoObject.name, changed: ["Color": .string("blue")],
            invalidated: ["Model"])
        var iterator = stream.makeAsyncIterator()
        let signal = try #require(await iterator.next())
        #expect(signal.member == "PropertiesChanged")
        #expect(
            signal.arguments == [
                .string(EchoObject.name), .options(["Color": .string("blue")]), .strings(["Model"]),
            ])
        var other = everything.makeAsyncIterator()
        #expect(await other.next()?.sender == stranger.uniqueName)
    }

    @Test func `the manager lists its objects and tells of new and lost ones`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        let stream = try await client.signals(BusMatch(sender: "org.bulkhead.Test", interface: Self.manager))
        var iterator = stream.makeAsyncIterator()
        try await server.export(EchoObject(color: "green"), at: EchoObject.path + "/machine/a")
        let added = try #require(await iterator.next())
        #expect(added.member == "InterfacesAdded")
        #expect(added.arguments.first == .objectPath(EchoObject.path + "/machine/a"))

        let reply = try await call(client, Self.manager, "GetManagedObjects")
        guard case .dictionary(_, _, let entries) = reply.first else {
            Issue.record("\(reply)")
            return
        }
        #expect(entries.map(\.key) == [.objectPath(EchoObject.path + "/machine/a")])
        #expect(entries.first?.value.asOptions?[EchoObject.name]?.asOptions?["Color"] == .string("green"))

        try await server.unexport(EchoObject.path + "/machine/a")
        let removed = try #require(await iterator.next())
        #expect(removed.member == "InterfacesRemoved")
        #expect(removed.arguments.last == .strings([EchoObject.name]))
    }

    @Test func `introspection shows interfaces and what is below`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        try await server.export(EchoObject(), at: EchoObject.path + "/machine/a")
        let introspectable = "org.freedesktop.DBus.Introspectable"
        let root = try await call(client, introspectable, "Introspect").first?.asString ?? ""
        #expect(root.contains("<interface name=\"org.freedesktop.DBus.ObjectManager\">"))
        #expect(root.contains("<property name=\"Volume\" type=\"u\" access=\"readwrite\"/>"))
        #expect(root.contains("<arg name=\"value\" type=\"v\" direction=\"out\"/>"))
        #expect(root.contains("<node name=\"machine\"/>"))
        let between = try await call(client, introspectable, "Introspect", path: EchoObject.path + "/machine")
        #expect(between.first?.asString?.contains("<node name=\"a\"/>") == true)
        await #expect(throws: BusError.self) {
            try await call(client, introspectable, "Introspect", path: EchoObject.path + "/nothing")
        }
    }

    @Test func `a reader that falls behind loses its stream, not some of it`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        let stream = try await client.signals(BusMatch(interface: EchoObject.name))
        for number in 0..<5_000 {
            try await server.emit(
                path: EchoObject.path, interface: EchoObject.name, member: "Happened",
                arguments: [.string(String(number))])
        }
        _ = try await call(client, "org.freedesktop.DBus.Peer", "Ping")
        var expected = 0
        for await signal in stream {
            #expect(signal.arguments == [.string(String(expected))])
            expected += 1
        }
        #expect(expected == 4_096)
    }
}
