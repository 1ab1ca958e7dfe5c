import Channel
import Testing

/// Frames of calls that a guest may not send, one rule after the other.
@Suite struct CallRuleTests {
    static let first = StreamID.firstOfGuest

    /// When a frame comes.
    enum Moment: CaseIterable {
        /// Before anybody has decided.
        case asked
        /// While data flows.
        case allowed
        /// After the guest has said that it sends no more.
        case ended
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        /// What each moment makes of it; nil is that it is allowed.
        var asked: String? = "a frame that the stream's state does not allow"
        var allowed: String?
        var ended: String?

        var testDescription: String { name }

        func violation(_ moment: Moment) -> String? {
            switch moment {
            case .asked: asked
            case .allowed: allowed
            case .ended: ended
            }
        }
    }

    private static let outOfOrder = "a frame that the stream's state does not allow"
    private static let wrong = "data on a sub-channel of the other direction"
    private static let afterEnd = "data after the end of data"

    static let cases = [
        Case(name: "data", bytes: frame(19, stream: first, payload: [1]), ended: afterEnd),
        Case(
            name: "data of the other direction", bytes: frame(19, flags: 1, stream: first, payload: [1]),
            allowed: wrong, ended: wrong),
        Case(
            name: "data of a third direction", bytes: frame(19, flags: 2, stream: first, payload: [1]), allowed: wrong,
            ended: wrong),
        Case(name: "end of data", bytes: frame(20, stream: first), ended: afterEnd),
        Case(name: "nobody reads", bytes: frame(20, flags: 1, stream: first)),
        Case(
            name: "end of a third direction", bytes: frame(20, flags: 2, stream: first), asked: wrong, allowed: wrong,
            ended: wrong),
        Case(
            name: "credit for what it sends itself", bytes: frame(21, stream: first, payload: [0, 0, 0, 0]),
            allowed: wrong, ended: wrong),
        Case(name: "credit of nothing", bytes: frame(21, flags: 1, stream: first, payload: [0, 0, 0, 0])),
        Case(name: "opened", bytes: frame(17, stream: first), allowed: outOfOrder, ended: outOfOrder),
        Case(name: "refused", bytes: frame(18, stream: first), allowed: outOfOrder, ended: outOfOrder),
        Case(name: "exited", bytes: frame(22, stream: first, payload: [0, 0]), allowed: outOfOrder, ended: outOfOrder),
        Case(
            name: "the same call again", bytes: CallRuleTests.open(first), allowed: outOfOrder, ended: outOfOrder),
    ]

    /// A frame that asks for a call.
    static func open(_ id: UInt32, kind: UInt8 = 128, target: String = "t", service: String = "s") -> [UInt8] {
        func text(_ text: String) -> [UInt8] {
            let bytes = Array(text.utf8)
            return [UInt8(bytes.count & 255), UInt8(bytes.count >> 8)] + bytes
        }
        return frame(16, stream: id, payload: [kind] + text(target) + text(service))
    }

    @Test(arguments: cases, Moment.allCases)
    func `a frame that breaks a rule costs the call and nothing else`(item: Case, moment: Moment) throws {
        var pair = Pair()
        pair.settle()
        let call = try pair.openCall()
        let other = try pair.openCall()
        pair.host.accept(other)
        if moment != .asked { pair.host.accept(call) }
        pair.settle()
        if moment == .ended { pair.guest.endInput(ofCall: call) }
        pair.settle()
        pair.forgetEvents()
        let events = pair.host.receive(item.bytes)
        if let violation = item.violation(moment) {
            #expect(events == [.reset(call, GuestText("protocol violation: \(violation)"))])
            // Again: it may have been on its way when the host ended the call.
            #expect(pair.host.receive(item.bytes).isEmpty)
        } else {
            #expect(!events.contains { if case .reset = $0 { true } else { false } })
        }
        #expect(pair.host.state == .established)
        pair.settle()
        pair.guest.send([1], onCall: other)
        pair.settle()
        #expect(pair.hostEvents.contains(.data(other, .standardInput, [1])))
    }

    @Test func `ids are used once and go up`() throws {
        var pair = Pair()
        pair.settle()
        let request = try CallRequest(serviceAndArgument: "s", target: "t")
        #expect(
            pair.host.receive(Self.open(Self.first + 5)) == [.called(StreamID(rawValue: Self.first + 5), request)])
        // Lower ones are out of order, and cost nothing that is open.
        #expect(pair.host.receive(Self.open(Self.first + 4)).isEmpty)
        #expect(pair.host.receive(Self.open(Self.first)).isEmpty)
        #expect(pair.host.receive(Self.open(.max)) == [.called(StreamID(rawValue: .max), request)])
        // There is no id behind the last one.
        #expect(
            pair.host.receive(Self.open(.max)) == [
                .reset(
                    StreamID(rawValue: .max),
                    GuestText("protocol violation: a frame that the stream's state does not allow"))
            ])
        #expect(pair.host.state == .established)
    }

    @Test func `a guest cannot open streams of the host's, nor the host's kinds of streams`() {
        var pair = Pair()
        pair.settle()
        #expect(pair.host.receive(Self.open(1)).isEmpty)
        #expect(pair.host.receive(Self.open(0x7FFF_FFFF)).isEmpty)
        pair.host.written(pair.host.output.count)
        for kind: UInt8 in [0, 1, 2, 127, 129, 255] {
            let id = Self.first + UInt32(kind)
            #expect(pair.host.receive(Self.open(id, kind: kind)).isEmpty)
            let answer = Array(pair.host.output.prefix(1_000))
            #expect(answer.count > 12 && answer[1] == 18, "it is refused")
            pair.host.written(answer.count)
        }
        #expect(pair.host.state == .established)
    }

    @Test func `frames for calls that were never made cost the channel in the end`() {
        var pair = Pair()
        pair.settle()
        var events: [HostEvent] = []
        for number: UInt32 in 0..<64 {
            events += pair.host.receive(frame(20, stream: 0x9000_0000 + number))
        }
        #expect(events.isEmpty && pair.host.state == .established)
        events = pair.host.receive(frame(20, stream: 0xA000_0000))
        #expect(events == [.failed(.tooManyViolations(last: .unknownStream))])
    }

    @Test func `a guest that makes more calls than it may is refused, and told so`() {
        var pair = Pair()
        pair.settle()
        var called = 0
        for number in 0..<UInt32(ChannelLimits.calls) + 10 {
            let events = pair.host.receive(Self.open(Self.first + number))
            called += events.count { if case .called = $0 { true } else { false } }
        }
        #expect(called == ChannelLimits.calls)
        let text = Array("Request refused: too many calls".utf8)
        let refusal = frame(18, stream: Self.first + 73, payload: [UInt8(text.count), 0] + text)
        #expect(Array(pair.host.output.prefix(.max).suffix(refusal.count)) == refusal)
        #expect(pair.host.state == .established)
        #expect(pair.host.takeRefusedCallCount() == 10)
        #expect(pair.host.takeRefusedCallCount() == 0)
    }

    @Test func `a guest throws away what a host says of calls that it has not made`() {
        var pair = Pair()
        pair.settle()
        pair.forgetEvents()
        let unknown = StreamID.firstOfGuest + 3
        // Streams of the host's own, as well: neither end may answer the other's answer for ever.
        for bytes in [
            frame(20, stream: 77), frame(23, stream: 77), frame(23, stream: unknown),
            frame(17, stream: unknown), frame(19, flags: 1, stream: unknown, payload: [1]),
            frame(22, stream: unknown, payload: [0, 0]), frame(16, stream: unknown, payload: [1]),
        ] { #expect(pair.guest.receive(bytes).isEmpty) }
        pair.settle()
        #expect(pair.host.state == .established)
    }

    @Test func `a guest ends a call whose host breaks a rule`() throws {
        for bytes in [
            frame(17, stream: Self.first), frame(19, stream: Self.first, payload: [1]),
            frame(18, stream: Self.first), frame(21, flags: 1, stream: Self.first, payload: [1, 0, 0, 0]),
            frame(21, stream: Self.first, payload: [1, 0, 0, 0]), frame(20, flags: 2, stream: Self.first),
        ] {
            var (pair, call) = try Pair.withCall()
            let events = pair.guest.receive(bytes)
            #expect(events.count == 1)
            guard case .callReset(call, _) = events.first else {
                Issue.record("not ended: \(events)")
                continue
            }
            pair.settle()
            guard case .reset(call, _) = pair.hostEvents.last else {
                Issue.record("the host was not told: \(pair.hostEvents)")
                continue
            }
        }
    }
}
