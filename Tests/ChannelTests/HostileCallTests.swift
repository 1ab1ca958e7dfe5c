import Channel
import Testing

/// Random frames of a guest that makes calls, well-formed and in any order, while the host goes on with its own work.
@Suite struct HostileCallTests {
    /// What the owner of a host channel knows of a call, by what it was told.
    struct Known {
        var isAccepted = false
        var hasEnded = false
        var unread = 0
    }

    /// Any frame at all, for a call near the last one.
    private static func wildFrame(_ id: UInt32, _ generator: inout SeededGenerator) -> [UInt8] {
        switch Int.random(in: 0..<14, using: &generator) {
        case 0...1: CallRuleTests.open(id)
        case 2...6:
            frame(19, stream: id, payload: [UInt8](repeating: 1, count: .random(in: 1...65_536, using: &generator)))
        case 7: frame(20, flags: .random(in: 0...1, using: &generator), stream: id)
        case 8...9: frame(21, flags: 1, stream: id, payload: [.random(in: 0...1, using: &generator), 0, 0, 0])
        case 10: frame(23, stream: id)
        case 11: frame(.random(in: 17...18, using: &generator), stream: id)
        case 12: frame(22, stream: id, payload: [0, 0])
        default: frame(16, stream: id, payload: generator.bytes(.random(in: 1...40, using: &generator)))
        }
    }

    /// A frame that a guest may send, seldom one that it may not.
    private static func tameFrame(
        _ highest: inout UInt32, _ known: [StreamID: Known], _ generator: inout SeededGenerator
    ) -> [UInt8] {
        let open = known.filter { $0.value.isAccepted && !$0.value.hasEnded }.keys.map(\.rawValue).sorted()
        guard let id = open.randomElement(using: &generator), Int.random(in: 0..<4, using: &generator) > 0 else {
            highest += 1
            return CallRuleTests.open(highest)
        }
        switch Int.random(in: 0..<40, using: &generator) {
        case 0: return frame(20, stream: id)
        case 1: return frame(20, flags: 1, stream: id)
        case 2: return frame(23, stream: id)
        case 3: return wildFrame(id, &generator)
        default:
            return frame(
                19, stream: id, payload: [UInt8](repeating: 1, count: .random(in: 1...40_000, using: &generator)))
        }
    }

    @Test(arguments: 0..<60)
    func `whatever a guest sends, memory is bounded and an honest call goes on`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 1)
        var (pair, honest) = try Pair.withCall()
        var known: [StreamID: Known] = [:]
        var highest = honest.rawValue
        let isTame = seed.isMultiple(of: 2)
        for _ in 0..<400 {
            let bytes: [UInt8]
            if isTame {
                bytes = Self.tameFrame(&highest, known, &generator)
            } else {
                let id = UInt32.random(in: max(honest.rawValue + 1, highest - 3)...highest + 2, using: &generator)
                highest = max(highest, id)
                bytes = Self.wildFrame(id, &generator)
            }
            guard check(pair.host.receive(bytes), &known) else { break }
            act(&pair.host, &known, &generator)
            #expect(pair.host.bufferedByteCount == 0)
            #expect(known.count < ChannelLimits.calls)
            #expect(known.values.allSatisfy { $0.unread <= ChannelLimits.window })
            #expect(pair.host.output.count <= ChannelLimits.outputHard)
            if Bool.random(using: &generator) { pair.host.written(pair.host.output.count) }
        }
        guard case .failed(let failure) = pair.host.state else {
            let events = pair.host.receive(frame(19, stream: honest.rawValue, payload: [7]))
            #expect(events == [.data(honest, .standardInput, [7])])
            pair.host.written(pair.host.output.count)
            #expect(pair.host.sendableByteCount(honest) > 0)
            return
        }
        guard case .tooManyViolations = failure, !isTame else {
            Issue.record("the channel ended by another rule: \(failure)")
            return
        }
    }

    /// Holds the events against what is known; false at the end of the channel.
    private func check(_ events: [HostEvent], _ known: inout [StreamID: Known]) -> Bool {
        for event in events {
            switch event {
            case .called(let id, _):
                #expect(known[id] == nil, "an id that is in use")
                known[id] = Known()
            case .data(let id, .standardInput, let bytes):
                #expect(known[id]?.isAccepted == true, "data of a call that is not open")
                known[id]?.unread += bytes.count
            case .endOfData(let id, .standardInput):
                #expect(known[id]?.isAccepted == true && known[id]?.hasEnded == false, "an end out of order")
                known[id]?.hasEnded = true
            case .callOutputClosed(let id):
                #expect(known[id]?.isAccepted == true, "nobody reads a call that is not open")
            case .reset(let id, _):
                #expect(known.removeValue(forKey: id) != nil, "the end of a call that nobody knows")
            case .failed: return false
            default: Issue.record("not about calls: \(event)")
            }
        }
        return true
    }

    /// Something that a broker could do now.
    private func act(_ host: inout HostChannel, _ known: inout [StreamID: Known], _ generator: inout SeededGenerator) {
        let ids = known.keys.sorted { $0.rawValue < $1.rawValue }
        guard let id = ids.randomElement(using: &generator), let call = known[id] else { return }
        switch Int.random(in: 0..<8, using: &generator) {
        case 0...2:
            host.accept(id)
            known[id]?.isAccepted = true
        case 3:
            guard !call.isAccepted else { return }
            host.refuse(id, .denied)
            known[id] = nil
        case 4...5:
            let count = Int.random(in: 0...call.unread, using: &generator)
            host.consumed(count, of: .standardInput, on: id)
            known[id]?.unread -= count
        case 6:
            let room = host.sendableByteCount(id)
            host.send([UInt8](repeating: 1, count: .random(in: 0...room, using: &generator))[...], on: id)
        default:
            guard call.isAccepted else { return }
            host.reset(call: id, reason: "over")
            known[id] = nil
        }
    }

    @Test func `a flood of calls that make no sense is answered, and ends the channel of a guest that does not read`()
        throws
    {
        var (pair, _) = try Pair.withCall()
        var events: [HostEvent] = []
        for number: UInt32 in 1...200_000 {
            events += pair.host.receive(frame(16, stream: CallRuleTests.first + number, payload: [0]))
            guard pair.host.state == .established else { break }
        }
        #expect(pair.host.state == .failed(.outputOverflow))
        #expect(pair.host.output.isEmpty)
        #expect(events.isEmpty)
    }
}
