import Channel
import LinuxIO

/// The test in an agent's place: an honest one, until it is told to write something else.
final class PlayedAgent {
    private let end: Fixture.Held
    private let manager: TestManager
    var channel = GuestChannel()
    private(set) var events: [GuestEvent] = []

    /// Answers the broker's hello, and reports ready.
    init(_ fixture: Fixture, _ manager: TestManager) throws {
        end = try fixture.agentEnd
        self.manager = manager
        try end.descriptor.setNonblocking()
        let deadline = Clock.monotonicNanoseconds() + 20_000_000_000
        while manager.status.state != .ready, Clock.monotonicNanoseconds() < deadline {
            try turn()
            if events.contains(.sessionStarted) { channel.report(.ready(volume: .none, bootMilliseconds: 1)) }
            events.removeAll { $0 == .sessionStarted }
            _ = try manager.receive(milliseconds: 5)
        }
        try manager.awaitState(.ready, seconds: 1)
    }

    /// Moves what there is to move.
    func turn() throws {
        if let bytes = try end.descriptor.read(limit: 262_144) { events += channel.receive(bytes) }
        let count = try end.descriptor.write(channel.output.prefix(262_144))
        channel.written(count)
    }

    /// Works until an event comes that `pick` takes.
    func await<Value>(_ what: String, seconds: UInt64 = 60, _ pick: (GuestEvent) -> Value?) throws -> Value {
        let deadline = Clock.monotonicNanoseconds() + seconds * 1_000_000_000
        while true {
            if let value = events.lazy.compactMap(pick).first { return value }
            guard Clock.monotonicNanoseconds() < deadline else { throw FixtureError.timeout(what) }
            try turn()
            _ = try manager.receive(milliseconds: 1)
        }
    }

    /// Writes bytes of the test's own, and reads what comes without looking at it.
    ///
    /// - Parameters:
    ///   - bytes: What to write.
    ///   - patienceMilliseconds: When to give up a broker that may have stopped to read.
    /// - Returns: Whether the broker took them all.
    /// - Throws: When the connection is gone.
    func write(_ bytes: [UInt8], patienceMilliseconds: Int = 60_000) throws -> Bool {
        var rest = bytes[...]
        var patience = patienceMilliseconds
        while !rest.isEmpty, patience > 0 {
            _ = try end.descriptor.read(limit: 262_144)
            let count = try end.descriptor.write(rest)
            rest = rest.dropFirst(count)
            if count == 0 {
                patience -= 1
                Clock.sleep(milliseconds: 1)
            }
        }
        return rest.isEmpty
    }

    static func frame(_ type: UInt8, _ flags: UInt8 = 0, _ stream: UInt32, _ payload: [UInt8] = []) -> [UInt8] {
        var bytes: [UInt8] = [0xB7, type, flags, 0]
        for value in [stream, UInt32(payload.count)] {
            for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
        }
        return bytes + payload
    }

    /// A frame that asks for a call.
    static func open(_ id: UInt32, service: String = "s") -> [UInt8] {
        let text = Array(service.utf8)
        return frame(
            16, 0, id, [128, 1, 0, UInt8(ascii: "t"), UInt8(text.count & 255), UInt8(text.count >> 8)] + text)
    }
}
