/// A conversation with a QEMU monitor, without the socket: greeting, `qmp_capabilities`, then commands.
///
/// The owner writes what ``command(_:_:)`` and ``receive(_:)`` give it, in that order.
package struct QMPSession: Sendable {
    private enum Phase {
        case greeting
        case negotiating(version: String)
        case ready
        case ended
    }

    /// Most commands that may wait for their answers at once.
    package static let maximumPending = 256
    /// The id of the handshake; commands count from the next.
    private static let handshakeID: UInt64 = 0

    private var phase = Phase.greeting
    private var decoder: LineDecoder
    private var nextID: UInt64 = handshakeID + 1
    private var pending: Set<UInt64> = []
    /// Commands that were asked for before the handshake was over.
    private var queued: [UInt8] = []

    package init(lineLimit: Int = LineDecoder.defaultLimit) { decoder = LineDecoder(limit: lineLimit) }

    package var isReady: Bool {
        if case .ready = phase { true } else { false }
    }

    /// Asks for a command.
    ///
    /// - Returns: Its id, and the bytes to write now: none before the handshake is over, they come from
    ///   ``receive(_:)`` then.
    package mutating func command(
        _ name: String, _ arguments: [String: JSONValue] = [:]
    ) throws(QMPError) -> (id: UInt64, bytes: [UInt8]) {
        guard pending.count < Self.maximumPending else { throw .tooManyCommands(limit: Self.maximumPending) }
        let bytes = try Self.line(name, arguments, id: nextID)
        let id = nextID
        nextID += 1
        pending.insert(id)
        if isReady { return (id, bytes) }
        queued += bytes
        return (id, [])
    }

    /// Forgets a command whose answer is no longer waited for; it would be reported as unexpected when it comes.
    package mutating func forget(_ id: UInt64) { pending.remove(id) }

    /// Takes bytes from the monitor.
    package mutating func receive(_ bytes: some Sequence<UInt8>) -> [QMPOutput] {
        var outputs: [QMPOutput] = []
        for line in decoder.push(bytes) {
            if case .ended = phase { break }
            switch line {
            case .whole(let bytes): outputs += take(bytes)
            case .tooLong: outputs += end(.lineTooLong(limit: decoder.limit))
            }
        }
        return outputs
    }

    private mutating func take(_ line: [UInt8]) -> [QMPOutput] {
        guard let message = QMPMessage(line: line) else { return [.unexpected(.undecodable(line))] }
        switch (phase, message) {
        case (.greeting, .greeting(let version)):
            guard let bytes = try? Self.line("qmp_capabilities", [:], id: Self.handshakeID) else { return [] }
            phase = .negotiating(version: version)
            return [.send(bytes)]
        case (.negotiating(let version), .returned(Self.handshakeID, _)):
            phase = .ready
            let waiting = queued
            queued = []
            return [.ready(version: version)] + (waiting.isEmpty ? [] : [.send(waiting)])
        case (.negotiating, .failed(_, let failure)):
            return end(.handshakeRefused(failure.description))
        case (_, .event(let event)):
            return [.event(event)]
        case (.ready, .returned(let id, let value)):
            guard let id, pending.remove(id) != nil else { return [.unexpected(.outOfPlace("an answer to nothing"))] }
            return [.returned(id: id, value)]
        case (.ready, .failed(let id, let failure)):
            guard let id, pending.remove(id) != nil else {
                return [.unexpected(.outOfPlace("an error for nothing: \(failure)"))]
            }
            return [.failed(id: id, failure)]
        case (_, .greeting):
            return [.unexpected(.outOfPlace("a greeting"))]
        case (_, .returned), (_, .failed):
            return [.unexpected(.outOfPlace("an answer before the handshake"))]
        }
    }

    private mutating func end(_ error: QMPError) -> [QMPOutput] {
        phase = .ended
        return [.ended(error)]
    }

    private static func line(
        _ name: String, _ arguments: [String: JSONValue], id: UInt64
    ) throws(QMPError) -> [UInt8] {
        var members: [String: JSONValue] = ["execute": .string(name), "id": .integer(Int64(clamping: id))]
        if !arguments.isEmpty { members["arguments"] = .object(arguments) }
        guard let bytes = JSONValue.object(members).encoded else { throw .unencodable(command: name) }
        return bytes + [UInt8(ascii: "\n")]
    }
}
