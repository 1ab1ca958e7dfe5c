import Channel
import LinuxIO

/// A command in flight, seen from the client that started it.
final class TestRun {
    final class End {
        let descriptor: OwnedDescriptor
        init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }
    }

    struct Result: Equatable {
        var outcome: RunOutcome
        var output: [UInt8]
        var error: [UInt8]

        var text: String { String(decoding: output, as: UTF8.self) }
    }

    let id: UInt32
    var input: End?
    var output: End?
    var error: End?
    private var status: End?

    init(id: UInt32, input: End, output: End, error: End, status: End) {
        self.id = id
        self.input = input
        self.output = output
        self.error = error
        self.status = status
    }

    /// Gives input, takes output until both and the status have ended.
    func finish(input bytes: [UInt8] = [], seconds: UInt64 = 60) throws -> Result {
        var rest = bytes[...]
        var collected: [Int: [UInt8]] = [:]
        var line: [UInt8] = []
        try input?.descriptor.setNonblocking()
        if bytes.isEmpty { input = nil }
        let deadline = Clock.monotonicNanoseconds() + seconds * 1_000_000_000
        while output != nil || error != nil || status != nil {
            guard Clock.monotonicNanoseconds() < deadline else { throw FixtureError.timeout("run \(id)") }
            var poller = Poller()
            var indices: [Int: Int] = [:]
            for (slot, end) in [output, error, status].enumerated() {
                if let end { indices[slot] = poller.add(end.descriptor.number, .readable) }
            }
            let inputIndex = input.map { poller.add($0.descriptor.number, .writable) }
            _ = poller.wait(milliseconds: 500)
            if let inputIndex, let end = input, !poller.result(at: inputIndex).isEmpty {
                do {
                    rest = rest.dropFirst(try end.descriptor.write(rest.prefix(65_536)))
                    if rest.isEmpty { input = nil }
                } catch { input = nil }
            }
            for (slot, index) in indices where !poller.result(at: index).isEmpty {
                guard let end = [output, error, status][slot] else { continue }
                let bytes = try end.descriptor.read(limit: 262_144) ?? []
                if slot == 2 { line += bytes } else { collected[slot, default: []] += bytes }
                guard bytes.isEmpty else { continue }
                switch slot {
                case 0: output = nil
                case 1: error = nil
                default: status = nil
                }
            }
        }
        return Result(
            outcome: RunOutcome(line: line), output: collected[0] ?? [], error: collected[1] ?? [])
    }

    /// Hangs up on everything, as a client that was killed does.
    func abandon() {
        input = nil
        output = nil
        error = nil
        status = nil
    }
}
