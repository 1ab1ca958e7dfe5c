import Channel
import Testing

@Suite struct BrokerControlTests {
    @Test func `every request survives the way`() throws {
        let uuid = try VolumeUUID(bytes: Array(0..<16))
        let configuration = try GuestConfiguration(
            hostName: "sys-net", machineName: "sys-net", machineID: Pair.nonce(3), volume: .blank(uuid: uuid),
            settings: [GuestSetting(key: "a", value: ""), GuestSetting(key: "b", value: "c")])
        let run = try RunSpecification(
            command: .arguments(["/bin/cat", "", "ü"]), user: "root", environment: ["A=", "B=c"], directory: "/")
        let call = try CallRequest(serviceAndArgument: "qubes.Filecopy+a+b", target: "@dispvm:x")
        let requests: [BrokerRequest] = [
            .configure(configuration), .run(id: 7, run), .run(id: .max, try RunSpecification(command: .shell("ls"))),
            .cancel(id: 9), .attachConsole, .setClock, .powerOff, .query, .settle, .hold,
            .serve(
                id: 3, CallLimits(isOneWay: true, maximumBytes: .max),
                try ServiceInvocation(source: "work", request: call, user: "root")),
            .serve(id: 4, CallLimits(), try ServiceInvocation(source: "dom0", request: call)),
            .connect(id: 5, CallLimits(maximumBytes: 0)), .connect(id: .max, CallLimits()),
            .refuse(id: 6, .denied), .refuse(id: 7, .malformed), .cut(id: 8, reason: ""),
            .cut(id: 9, reason: "no more"),
        ]
        for request in requests {
            let packet = request.encode()
            #expect(try BrokerRequest(packet: packet) == request)
            for count in 0..<packet.count {
                #expect(throws: WireError.self) { try BrokerRequest(packet: Array(packet.prefix(count))) }
            }
            #expect(throws: WireError.trailingBytes(count: 1)) { try BrokerRequest(packet: packet + [0]) }
        }
        #expect(uuid.description == "00010203-0405-0607-0809-0a0b0c0d0e0f")
    }

    @Test func `every notice survives the way, its text made harmless`() throws {
        let call = try CallRequest(serviceAndArgument: "a", target: "")
        let notices: [BrokerNotice] = [
            .status(AgentStatus(state: .ready, detail: #"x\n"#, volume: .formatted, bootMilliseconds: 900)),
            .status(AgentStatus(state: .connecting)),
            .log(#"a\line"#), .rejected(id: 4, reason: "no"),
            .call(id: 5, call), .calling(id: .max, call), .callsDropped(.max),
            .callEnded(
                id: 6, CallSummary(outcome: .exited(code: 255), forwardBytes: .max, backwardBytes: 0)),
            .callEnded(id: 7, CallSummary(outcome: .failed("cut"), forwardBytes: 0, backwardBytes: 1)),
        ]
        for notice in notices { #expect(try BrokerNotice(packet: notice.encode()) == notice) }
        let shown = try BrokerNotice(packet: BrokerNotice.log("\u{1B}[2Jü").encode())
        guard case .log(let text) = shown else { throw Missing.stream }
        #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test func `random packets are errors, not crashes`() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<20_000 {
            var packet = generator.bytes(Int.random(in: 0...120, using: &generator))
            if packet.count > 8 {
                packet[0] = 1
                packet[1] = UInt8.random(in: 0...12, using: &generator)
                packet[2] = 0
                packet[3] = 0
            }
            _ = try? BrokerRequest(packet: packet)
            if packet.count > 8 { packet[1] |= 128 }
            _ = try? BrokerNotice(packet: packet)
        }
    }

    @Test func `limits are checked where a value is made`() {
        #expect(throws: WireError.empty(field: "command")) { try RunSpecification(command: .arguments([])) }
        #expect(throws: WireError.empty(field: "user")) { try RunSpecification(command: .shell("x"), user: "") }
        #expect(throws: WireError.notText(field: "command")) { try RunSpecification(command: .shell("a\0b")) }
        #expect(throws: WireError.notText(field: "environment")) {
            try RunSpecification(command: .shell("x"), environment: ["A"])
        }
        #expect(throws: WireError.tooLong(field: "command", limit: RunSpecification.byteLimit)) {
            try RunSpecification(command: .shell(String(repeating: "x", count: RunSpecification.byteLimit)))
        }
        #expect(throws: WireError.notText(field: "name")) {
            try GuestConfiguration(
                hostName: "a\nb", machineName: "a", machineID: Pair.nonce(1), volume: .none)
        }
    }

    @Test(arguments: [
        (line: "exit 3\n", outcome: RunOutcome.exited(code: 3)), (line: "signal 15\n", outcome: .signalled(number: 15)),
        (line: "error no such user\n", outcome: .failed("no such user")),
        (line: "", outcome: .failed("the broker ended before the command did")),
        (line: "exit 3", outcome: .failed("the broker ended before the command did")),
        (line: "exit 300\n", outcome: .failed("the broker ended before the command did")),
    ])
    func `status lines are read`(line: String, outcome: RunOutcome) {
        #expect(RunOutcome(line: Array(line.utf8)) == outcome)
        if case .failed = outcome { return }
        #expect(outcome.line == line)
    }
}
