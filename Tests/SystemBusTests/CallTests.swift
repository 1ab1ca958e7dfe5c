import LinuxIO
import SystemBus
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct CallTests {
    private func served(
        _ object: EchoObject = EchoObject()
    ) async throws -> (bus: TestBus, server: BusConnection, client: BusConnection) {
        let bus = try TestBus()
        let server = try await bus.connect()
        try await server.export(object, at: EchoObject.path)
        try await server.requestName("org.bulkhead.Test")
        return (bus, server, try await bus.connect())
    }

    private func call(
        _ client: BusConnection, _ member: String, _ arguments: [BusValue] = [], interface: String = EchoObject.name,
        timeout: Duration? = .seconds(120)
    ) async throws(BusError) -> [BusValue] {
        try await client.call(
            "org.bulkhead.Test", path: EchoObject.path, interface: interface, member: member, arguments: arguments,
            timeout: timeout)
    }

    @Test(arguments: [
        BusValue.byte(255), .boolean(true), .int16(-5), .uint16(65_535), .int32(.min), .uint32(.max), .int64(.min),
        .uint64(.max), .double(-1.5e300), .string("Grüße 🚢"), .string(""), .objectPath("/a/b_1"),
        .signature("a{s(iv)}"),
        .variant(.variant(.string("deep"))), .array(.string, []), .array(.array(.byte), [.array(.byte, [.byte(1)])]),
        .strings(["a", "b"]), .structure([.string("s"), .uint32(1), .structure([.boolean(false)])]),
        .options([:]), .options(["z": .uint64(1), "a": .options(["x": .strings([])])]),
        .dictionary(
            key: .uint32, value: .array(.objectPath),
            [BusEntry(key: .uint32(3), value: .array(.objectPath, [.objectPath("/")]))]),
    ])
    func `a value of every type comes back as it was sent`(value: BusValue) async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        #expect(try await call(client, "Echo", [.variant(value)]) == [.variant(value)])
    }

    @Test func `a large value comes back whole`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        let value = BusValue.strings((0..<20_000).map { "line \($0) " + String(repeating: "x", count: 40) })
        #expect(try await call(client, "Echo", [.variant(value)]) == [.variant(value)])
    }

    @Test func `an open file travels both ways`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let sent = BusDescriptor(pipe.takeSecond())
        let reply = try await call(client, "Pass", [.descriptor(sent)])
        let received = try #require(reply.first?.asDescriptor)
        _ = sent.take()
        if let end = received.take() { try end.writeAll(Array("through the bus".utf8)) }
        // The end of the pipe shows that no copy is left open in either connection.
        #expect(String(decoding: try reading.readAll(limit: 100), as: UTF8.self) == "through the bus")
    }

    @Test func `two hundred calls are served side by side`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        let start = ContinuousClock.now
        let total = await withTaskGroup(of: UInt32.self) { group in
            for _ in 0..<200 {
                group.addTask { (try? await call(client, "Slow", [.uint32(300)]).first?.asUInt32) ?? 0 }
            }
            return await group.reduce(0, +)
        }
        #expect(total == 60_000)
        #expect(ContinuousClock.now - start < .seconds(50), "one after the other would take a minute")
    }

    @Test func `a sender with too many calls is told so`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        let refused = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<400 {
                group.addTask {
                    let refusal = await errorName { () async throws(BusError) in
                        _ = try await call(client, "Slow", [.uint32(1_000)])
                    }
                    return refusal == "org.freedesktop.DBus.Error.LimitsExceeded"
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused > 0 && refused <= 144)
        #expect(try await call(client, "Slow", [.uint32(1)]) == [.uint32(1)])
    }

    @Test func `an error keeps its name and its words`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        await #expect(throws: BusError.remote(name: "org.bulkhead.Error.Busy", message: "It is busy.\nWait.")) {
            try await call(client, "Fail")
        }
    }

    @Test(arguments: [
        (member: "Nothing", interface: EchoObject.name, arguments: [BusValue](), name: "UnknownMethod"),
        (member: "Fail", interface: "org.bulkhead.No", arguments: [], name: "UnknownInterface"),
        (member: "Fail", interface: EchoObject.name, arguments: [.string("x")], name: "InvalidArgs"),
        (member: "Wrong", interface: EchoObject.name, arguments: [], name: "Failed"),
    ])
    func `a call that cannot be is refused by name`(
        member: String, interface: String, arguments: [BusValue], name: String
    ) async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        let refusal = await errorName { () async throws(BusError) in
            _ = try await call(client, member, arguments, interface: interface)
        }
        #expect(refusal == "org.freedesktop.DBus.Error." + name)
    }

    @Test func `the caller is who the bus says it is`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        let reply = try await call(client, "WhoAmI")
        #expect(reply.first == .uint32(CurrentProcess.userID))
        #expect(reply.last?.asArray?.isEmpty == false)
    }

    @Test func `who is not authorized sees nothing`() async throws {
        let (bus, server, client) = try await served(EchoObject(deniesEverything: true))
        defer { bus.stop(keeping: server) }
        for (interface, member, arguments) in [
            (EchoObject.name, "Fail", [BusValue]()),
            ("org.freedesktop.DBus.Properties", "GetAll", [.string(EchoObject.name)]),
            ("org.freedesktop.DBus.Introspectable", "Introspect", []),
        ] {
            let refusal = await errorName { () async throws(BusError) in
                _ = try await call(client, member, arguments, interface: interface)
            }
            #expect(refusal == "org.freedesktop.DBus.Error.AccessDenied")
        }
        #expect(try await call(client, "Ping", interface: "org.freedesktop.DBus.Peer").isEmpty)
    }

    @Test func `a call ends after its time, and when its task is cancelled`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        await #expect(throws: BusError.timedOut(member: "Never")) {
            try await call(client, "Never", timeout: .milliseconds(100))
        }
        let task = Task { try await call(client, "Never", timeout: nil) }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: BusError.cancelled) { try await task.value }
    }

    @Test func `a name is owned once`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        await #expect(throws: BusError.nameTaken("org.bulkhead.Test")) {
            try await client.requestName("org.bulkhead.Test")
        }
        try await server.releaseName("org.bulkhead.Test")
        try await client.requestName("org.bulkhead.Test")
        #expect(try await server.owner(of: "org.bulkhead.Test") == client.uniqueName)
        #expect(try await server.owner(of: "org.bulkhead.Nobody") == nil)
        let refusal = await errorName { () async throws(BusError) in try await client.requestName("com.example.Other") }
        #expect(refusal == "org.freedesktop.DBus.Error.AccessDenied")
    }

    @Test func `a bus that dies ends calls, streams and waits`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        let signals = try await client.signals(BusMatch(interface: EchoObject.name))
        let waiting = Task { try await self.call(client, "Never", timeout: nil) }
        try await Task.sleep(for: .milliseconds(100))
        bus.daemon.kill()
        await #expect(throws: BusError.disconnected) { try await waiting.value }
        for await signal in signals { Issue.record("\(signal)") }
        await client.waitUntilClosed()
        await server.waitUntilClosed()
        await #expect(throws: BusError.disconnected) { try await self.call(client, "Fail") }
        await #expect(throws: BusError.self) { try await bus.connect() }
    }

    @Test(arguments: [
        BusValue.string("a\0b"), .objectPath("no slash"), .signature("a"),
        .signature(String(repeating: "y", count: 256)),
        .array(.string, [.uint32(1)]), .structure([]), .variant(.structure([])),
        (0..<40).reduce(BusValue.byte(1)) { value, _ in .variant(value) },
        .dictionary(key: .variant, value: .byte, []),
    ])
    func `a value that no bus carries is refused before it is sent`(value: BusValue) async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        await #expect(throws: BusError.self) { try await call(client, "Echo", [.variant(value)]) }
        #expect(try await call(client, "Slow", [.uint32(1)]) == [.uint32(1)])
    }

    @Test func `names that would end libdbus are refused`() async throws {
        let (bus, server, client) = try await served()
        defer { bus.stop(keeping: server) }
        for (destination, path, interface, member) in [
            ("bad name", "/", "a.b", "C"), ("a.b", "//", "a.b", "C"), ("a.b", "/", "b", "C"),
            ("a.b", "/", "a.b", "C D"),
            ("a.b", "/\0", "a.b", "C"), ("", "", "", ""),
        ] {
            await #expect(throws: BusError.self) {
                try await client.call(destination, path: path, interface: interface, member: member)
            }
        }
    }
}
