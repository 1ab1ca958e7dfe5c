import Channel
import Testing

@Suite struct HostileGuestTests {
    struct Case: Sendable {
        let bytes: [UInt8]
        let failure: ChannelFailure
    }

    @Test(arguments: [
        Case(bytes: [0x00], failure: .badMagic(found: 0)),
        Case(bytes: frame(99), failure: .unexpectedType(99)),
        Case(bytes: frame(0), failure: .unexpectedType(0)),
        Case(bytes: frame(1, payload: [UInt8](repeating: 0, count: 40)), failure: .unexpectedType(1)),
        Case(bytes: frame(6, length: 70_000), failure: .unexpectedType(6)),
        Case(bytes: frame(19, flags: 1, stream: 1, length: 262_145), failure: .badLength(type: 19, length: 262_145)),
        Case(bytes: frame(19, flags: 1, stream: 1, length: .max), failure: .badLength(type: 19, length: .max)),
        Case(bytes: frame(19, flags: 3, stream: 1, payload: [1]), failure: .badHeader(type: 19)),
        Case(bytes: frame(19, flags: 0x100, stream: 1, payload: [1]), failure: .badHeader(type: 19)),
        Case(bytes: frame(19, flags: 1, stream: 0, payload: [1]), failure: .badHeader(type: 19)),
        Case(bytes: frame(5, stream: 3, payload: [UInt8](repeating: 0, count: 8)), failure: .badHeader(type: 5)),
        Case(bytes: frame(7, payload: [9]), failure: .malformed(type: 7, .unknownValue(field: "report", value: 9))),
        Case(bytes: frame(7, payload: [3, 200, 0]), failure: .malformed(type: 7, .truncated(field: "reason"))),
    ])
    func `a frame that breaks the framing ends the channel`(item: Case) {
        var pair = Pair()
        pair.settle()
        #expect(pair.host.receive(item.bytes) == [.failed(item.failure)])
        #expect(pair.host.state == .failed(item.failure))
        #expect(pair.host.receive(frame(11)).isEmpty)
        #expect(pair.host.output.isEmpty)
    }

    @Test(arguments: 0..<200)
    func `random frames never crash a host nor fill its memory`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 1)
        var (pair, _) = try Pair.withStream()
        for _ in 0..<200 {
            let type = UInt8.random(in: 0...25, using: &generator)
            let flags = UInt16.random(in: 0...3, using: &generator)
            let stream = UInt32.random(in: 0...3, using: &generator)
            let count = Int.random(in: 0...(Bool.random(using: &generator) ? 20 : 70_000), using: &generator)
            let length = Int.random(in: 0...20, using: &generator) == 0 ? generator.next() : UInt64(count)
            let bytes = frame(
                type, flags: flags, stream: stream, payload: generator.bytes(min(count, 300)),
                length: UInt32(truncatingIfNeeded: length))
            _ = pair.host.receive(bytes)
            #expect(pair.host.bufferedByteCount <= ChannelLimits.payload + 2_000)
            #expect(pair.host.output.count <= ChannelLimits.outputHard)
        }
    }

    @Test(arguments: 0..<60)
    func `a guest survives whatever comes and answers the next hello`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed) + 1)
        var pair = Pair()
        pair.settle()
        var mangled: [UInt8] = []
        for _ in 0..<20 {
            mangled += frame(
                UInt8.random(in: 0...25, using: &generator), flags: UInt16.random(in: 0...3, using: &generator),
                stream: UInt32.random(in: 0...3, using: &generator),
                payload: generator.bytes(Int.random(in: 0...400, using: &generator)))
        }
        _ = pair.guest.receive(mangled)
        pair.guest.written(pair.guest.output.count)
        pair.host = HostChannel(nonce: Pair.nonce(3))
        pair.settle()
        pair.host.repeatHello()
        pair.settle()
        #expect(pair.host.state == .established)
    }

    @Test func `credit is withheld from a guest that does not read`() throws {
        var (pair, stream) = try Pair.withStream()
        let opened = pair.host.open(.run(try RunSpecification(command: .shell("true"))))
        let other = try #require(opened)
        pair.settle()
        pair.guest.opened(other)
        pair.settle()
        // Fill the host's output, as if the guest had stopped to read.
        for target in [stream, other] {
            while pair.host.sendableByteCount(target) > 0 {
                pair.host.send([UInt8](repeating: 1, count: pair.host.sendableByteCount(target))[...], on: target)
            }
        }
        let full = pair.host.output.count
        let data = frame(19, flags: 1, stream: other.rawValue, payload: [UInt8](repeating: 0, count: 65_536))
        for _ in 0..<4 { _ = pair.host.receive(data) }
        pair.host.consumed(ChannelLimits.window, of: .standardOutput, on: other)
        #expect(pair.host.output.count == full)
        pair.host.written(full)
        #expect(pair.host.output.count == 16)
    }
}
