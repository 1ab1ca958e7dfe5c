import Channel
import Testing

/// The words of calls: what a guest may say, and what never gets further.
@Suite struct CallWordTests {
    @Test(arguments: [
        (words: "a", service: "a", argument: "+"), (words: "a+", service: "a", argument: "+"),
        (words: "a+b+c", service: "a", argument: "+b+c"), (words: "a++", service: "a", argument: "++"),
        (words: "qubes.Gpg2_x-9+A.b", service: "qubes.Gpg2_x-9", argument: "+A.b"),
    ])
    func `a service is told from its argument`(words: String, service: String, argument: String) throws {
        let request = try CallRequest(serviceAndArgument: words, target: "@dispvm:work-1.x")
        #expect(request.service == service && request.argument == argument)
        #expect(request.serviceAndArgument == service + argument)
    }

    @Test func `no byte but those that a policy can name comes through`() {
        let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-".utf8)
        for byte in UInt8.min...127 {
            let text = "x\(Unicode.Scalar(byte))"
            let service = try? CallRequest(serviceAndArgument: text, target: "")
            #expect((service != nil) == (letters.contains(byte) || byte == UInt8(ascii: "+")), "\(byte)")
            let target = try? CallRequest(serviceAndArgument: "x", target: text)
            #expect((target != nil) == (letters.contains(byte) || "@:".utf8.contains(byte)), "\(byte)")
        }
        for text in ["xü", "x\u{2028}", "x\u{E000}", "x\u{1F600}"] {
            #expect(throws: WireError.notText(field: "service")) {
                try CallRequest(serviceAndArgument: text, target: "")
            }
            #expect(throws: WireError.notText(field: "target")) {
                try CallRequest(serviceAndArgument: "x", target: text)
            }
        }
    }

    @Test func `lengths are held to their limits, to the byte`() throws {
        let long = String(repeating: "a", count: CallRequest.serviceLimit)
        #expect(try CallRequest(serviceAndArgument: long, target: "").service == long)
        #expect(throws: WireError.tooLong(field: "service", limit: 256)) {
            try CallRequest(serviceAndArgument: long + "a", target: "")
        }
        let argument = String(repeating: "b", count: CallRequest.serviceAndArgumentLimit - 2)
        #expect(try CallRequest(serviceAndArgument: "s+" + argument, target: "").argument == "+" + argument)
        #expect(throws: WireError.tooLong(field: "service", limit: 65_000)) {
            try CallRequest(serviceAndArgument: "s+b" + argument, target: "")
        }
        let target = String(repeating: "t", count: CallRequest.targetLimit)
        #expect(try CallRequest(serviceAndArgument: "s", target: target).target == target)
        #expect(throws: WireError.tooLong(field: "target", limit: 63)) {
            try CallRequest(serviceAndArgument: "s", target: target + "t")
        }
        for empty in ["", "+", "+x"] {
            #expect(throws: WireError.empty(field: "service")) {
                try CallRequest(serviceAndArgument: empty, target: "")
            }
        }
    }

    @Test func `the longest call fits every message that carries it`() throws {
        let request = try CallRequest(
            serviceAndArgument: "s+" + String(repeating: "b", count: CallRequest.serviceAndArgumentLimit - 2),
            target: String(repeating: "t", count: CallRequest.targetLimit))
        let invocation = try ServiceInvocation(
            source: String(repeating: "s", count: ServiceInvocation.sourceLimit), request: request,
            user: String(repeating: "u", count: RunSpecification.userLimit))
        #expect(ToolRequest.call(request).encode().count <= ToolRequest.packetLimit)
        #expect(try ToolRequest(packet: ToolRequest.call(request).encode()) == .call(request))
        #expect(try BrokerNotice(packet: BrokerNotice.call(id: 1, request).encode()) == .call(id: 1, request))
        let serve = BrokerRequest.serve(id: 1, CallLimits(), invocation)
        #expect(try BrokerRequest(packet: serve.encode()) == serve)

        var pair = Pair()
        pair.settle()
        pair.forgetEvents()
        let asked = pair.guest.call(request)
        let call = try #require(asked)
        let opened = pair.host.open(.service(invocation))
        let stream = try #require(opened)
        pair.settle()
        #expect(pair.hostEvents == [.called(call, request)])
        #expect(pair.guestEvents == [.open(stream, .service(invocation))])
    }

    @Test func `callers and users are checked as well`() throws {
        let request = try CallRequest(serviceAndArgument: "s", target: "")
        #expect(throws: WireError.empty(field: "source")) { try ServiceInvocation(source: "", request: request) }
        #expect(throws: WireError.tooLong(field: "source", limit: 63)) {
            try ServiceInvocation(source: String(repeating: "s", count: 64), request: request)
        }
        #expect(throws: WireError.notText(field: "source")) { try ServiceInvocation(source: "a\0", request: request) }
        #expect(throws: WireError.empty(field: "user")) {
            try ServiceInvocation(source: "a", request: request, user: "")
        }
    }

    /// Calls that no honest agent sends: the guest's own words as raw bytes.
    private static let malformed: [[UInt8]] = [
        [128], [128, 0], [128, 0, 0], [128, 0, 0, 0, 0], [128, 0, 0, 1, 0], [128, 0, 0, 1, 0, 0x61, 0x61],
        [128, 0, 0, 1, 0, 0x07], [128, 0, 0, 1, 0, 0], [128, 0, 0, 2, 0, 0x61, 0xFF], [128, 1, 0, 0xC3, 1, 0, 0x61],
        [128, 0, 0, 2, 0, 0xC3, 0xA4], [128, 64, 0] + [UInt8](repeating: 0x74, count: 64) + [1, 0, 0x61],
        [128, 0, 0, 0xE9, 0xFD] + [UInt8](repeating: 0x61, count: 65_001),
        [128, 0, 0, 0x01, 0x01] + [UInt8](repeating: 0x61, count: 257), [128, 0xFF, 0xFF, 0, 0],
    ]

    @Test func `a call whose words make no sense is refused, and the next one is made`() throws {
        var pair = Pair()
        pair.settle()
        let answer = Array(CallRefusal.malformed.description.utf8)
        for (number, payload) in Self.malformed.enumerated() {
            let id = StreamID.firstOfGuest + UInt32(number)
            #expect(pair.host.receive(frame(16, stream: id, payload: payload)).isEmpty)
            #expect(
                Array(pair.host.output.prefix(.max))
                    == frame(18, stream: id, payload: [UInt8(answer.count), 0] + answer))
            pair.host.written(pair.host.output.count)
        }
        #expect(pair.host.receive(CallRuleTests.open(StreamID.firstOfGuest + 99)).count == 1)
        #expect(pair.host.state == .established)
    }

    @Test func `a tool's packet whose words make no sense is an error`() {
        for payload in Self.malformed {
            #expect(throws: WireError.self) { try ToolRequest(packet: [1] + payload.dropFirst()) }
        }
        #expect(throws: WireError.truncated(field: "kind")) { try ToolRequest(packet: []) }
        #expect(throws: WireError.unknownValue(field: "kind", value: 2)) { try ToolRequest(packet: [2]) }
    }

    @Test func `every reply to a tool survives the way, to the byte`() throws {
        let replies: [ToolReply] = [
            .opened, .refused(GuestText("no")), .refused(GuestText([UInt8](0...255))), .exited(.exited(code: 255)),
            .exited(.signalled(number: 9)), .failed(GuestText("")),
            .failed(GuestText([UInt8](repeating: 1, count: 5_000))),
        ]
        for reply in replies {
            let packet = reply.encode()
            #expect(packet.count <= ToolReply.packetLimit)
            #expect(try ToolReply(packet: packet) == reply)
            for count in 0..<packet.count {
                #expect(throws: WireError.self) { try ToolReply(packet: Array(packet.prefix(count))) }
            }
            #expect(throws: WireError.trailingBytes(count: 1)) { try ToolReply(packet: packet + [0]) }
        }
        #expect(throws: WireError.unknownValue(field: "exit status", value: 2)) { try ToolReply(packet: [3, 2, 0]) }
        #expect(throws: WireError.unknownValue(field: "kind", value: 0)) { try ToolReply(packet: [0]) }
    }

    @Test(arguments: [
        (limits: CallLimits(), forward: UInt64.max, backward: UInt64.max, isBroken: false),
        (limits: CallLimits(isOneWay: true), forward: .max, backward: 0, isBroken: false),
        (limits: CallLimits(isOneWay: true), forward: 0, backward: 1, isBroken: true),
        (limits: CallLimits(maximumBytes: 10), forward: 4, backward: 6, isBroken: false),
        (limits: CallLimits(maximumBytes: 10), forward: 5, backward: 6, isBroken: true),
        (limits: CallLimits(maximumBytes: 0), forward: 0, backward: 0, isBroken: false),
        (limits: CallLimits(maximumBytes: 0), forward: 1, backward: 0, isBroken: true),
        (limits: CallLimits(maximumBytes: .max), forward: .max, backward: 0, isBroken: false),
        (limits: CallLimits(maximumBytes: .max), forward: .max, backward: 1, isBroken: true),
    ])
    func `a rule's limits are held to the byte`(limits: CallLimits, forward: UInt64, backward: UInt64, isBroken: Bool) {
        #expect((limits.violation(forwardBytes: forward, backwardBytes: backward) != nil) == isBroken)
    }
}
