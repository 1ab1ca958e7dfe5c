internal import Channel
internal import LinuxIO

/// Carries standard input to a service and what it sends to standard output, both at once, until the call is over.
struct StreamRelay {
    /// Pipes and terminals take this many bytes without waiting once they are writable.
    private static let outputStep = 4 * 1024
    private static let inputStep = 64 * 1024

    let call: OutgoingCall
    /// Sent ahead of standard input.
    let prefix: [UInt8]
    /// Whether control characters of the service are made harmless.
    let filters: Bool
    private let standardInput = Descriptor(OwnedDescriptor(adopting: 0))
    private let standardOutput = Descriptor(OwnedDescriptor(adopting: 1))

    init(_ call: OutgoingCall, prefix: [UInt8] = [], filters: Bool = false) {
        self.call = call
        self.prefix = prefix
        self.filters = filters
    }

    /// Works until the service has ended and all that it sent is written.
    func run() -> OutgoingCall.Outcome {
        var outcome: OutgoingCall.Outcome?
        var toService = ByteQueue()
        var toOutput = ByteQueue()
        var inputIsOpen = true
        toService.append(prefix)
        if let pipe = call.toService { try? pipe.descriptor.setNonblocking() }
        if let pipe = call.fromService { try? pipe.descriptor.setNonblocking() }
        while true {
            if call.fromService == nil, toOutput.isEmpty, let outcome { return outcome }
            if !inputIsOpen, toService.isEmpty { call.endInput() }
            var poller = Poller()
            let agent = outcome == nil ? poller.add(call.number, .readable) : nil
            let input = inputIsOpen && toService.isEmpty && call.toService != nil ? poller.add(0, .readable) : nil
            let output = toOutput.isEmpty ? nil : poller.add(1, .writable)
            let forward = call.toService.map { poller.add($0.number, toService.isEmpty ? [] : .writable) }
            let backward =
                toOutput.isEmpty ? call.fromService.map { poller.add($0.number, .readable) } : nil
            _ = poller.wait(milliseconds: nil)
            if came(poller, forward), !flush(&toService) {
                call.endInput()
                toService.removeAll()
            }
            if came(poller, input) {
                let bytes = (try? standardInput.descriptor.read(limit: Self.inputStep)) ?? []
                if bytes.isEmpty { inputIsOpen = false } else { toService.append(bytes) }
            }
            if came(poller, backward), let pipe = call.fromService {
                if let bytes = try? pipe.descriptor.read(limit: Self.inputStep) {
                    if bytes.isEmpty {
                        call.endOutput()
                    } else {
                        toOutput.append(filters ? Self.filtered(bytes) : bytes)
                    }
                }
            }
            if came(poller, output) { writeOutput(&toOutput) }
            if came(poller, agent) { outcome = call.outcome() }
        }
    }

    private func came(_ poller: Poller, _ index: Int?) -> Bool {
        guard let index else { return false }
        return !poller.result(at: index).isEmpty
    }

    /// Writes what the agent takes; false when the service reads no more.
    private func flush(_ queue: inout ByteQueue) -> Bool {
        guard let pipe = call.toService else { return false }
        guard !queue.isEmpty else { return false }
        guard let count = try? pipe.descriptor.write(queue.prefix(Self.inputStep)) else { return false }
        queue.removeFirst(count)
        return true
    }

    private func writeOutput(_ queue: inout ByteQueue) {
        if let count = try? standardOutput.descriptor.write(queue.prefix(Self.outputStep)) {
            queue.removeFirst(count)
        } else {
            // Nobody reads this program's output any more; neither will it.
            queue.removeAll()
            call.endOutput()
        }
    }

    /// Qubes' filter: everything but printable ASCII and the usual white space becomes an underscore.
    static func filtered(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { (0x20...0x7E).contains($0) || (0x07...0x0D).contains($0) ? $0 : UInt8(ascii: "_") }
    }
}
