import Channel
import LinuxIO

/// The manager's end of a control socket.
final class TestManager {
    private let socket: OwnedDescriptor
    /// Lives as long as someone talks to it.
    private let fixture: Fixture
    private(set) var notices: [BrokerNotice] = []
    private(set) var status = AgentStatus(state: .connecting)
    private var nextRun: UInt32 = 1

    init(_ socket: consuming OwnedDescriptor, of fixture: Fixture) {
        self.socket = socket
        self.fixture = fixture
    }

    func send(_ request: BrokerRequest, descriptors: [CInt] = []) throws {
        _ = try UnixSocket.send(request.encode(), descriptors: descriptors, on: socket)
    }

    /// Takes one notice; false when none came in time.
    func receive(milliseconds: Int32) throws -> Bool {
        var poller = Poller()
        _ = poller.add(socket.number, .readable)
        guard poller.wait(milliseconds: milliseconds) > 0 else { return false }
        guard let message = try UnixSocket.receive(limit: BrokerControl.packetLimit, on: socket), !message.bytes.isEmpty
        else { return false }
        let notice = try BrokerNotice(packet: message.bytes)
        notices.append(notice)
        if case .status(let status) = notice { self.status = status }
        return true
    }

    func awaitState(_ state: AgentState, seconds: UInt64 = 20) throws {
        let deadline = Clock.monotonicNanoseconds() + seconds * 1_000_000_000
        while status.state != state {
            guard Clock.monotonicNanoseconds() < deadline else {
                throw FixtureError.timeout("waiting for \(state), it is \(status)")
            }
            _ = try receive(milliseconds: 200)
        }
    }

    /// Waits for a notice that `pick` takes, and forgets it.
    func await<Value>(
        _ what: String, seconds: UInt64 = 60, _ pick: (BrokerNotice) -> Value?
    ) throws -> Value {
        let deadline = Clock.monotonicNanoseconds() + seconds * 1_000_000_000
        var seen = 0
        while true {
            while seen < notices.count {
                if let value = pick(notices[seen]) {
                    notices.remove(at: seen)
                    return value
                }
                seen += 1
            }
            guard Clock.monotonicNanoseconds() < deadline else { throw FixtureError.timeout(what) }
            _ = try receive(milliseconds: 200)
        }
    }

    /// Starts a command and returns the ends that the caller has.
    func start(_ specification: RunSpecification) throws -> TestRun {
        var input = try OwnedDescriptor.pipe()
        var output = try OwnedDescriptor.pipe()
        var error = try OwnedDescriptor.pipe()
        var status = try OwnedDescriptor.pipe()
        let theirs = [
            TestRun.End(input.takeFirst()), TestRun.End(output.takeSecond()), TestRun.End(error.takeSecond()),
            TestRun.End(status.takeSecond()),
        ]
        let run = TestRun(
            id: nextRun, input: .init(input.takeSecond()), output: .init(output.takeFirst()),
            error: .init(error.takeFirst()), status: .init(status.takeFirst()))
        nextRun += 1
        try send(.run(id: run.id, specification), descriptors: theirs.map { $0.descriptor.number })
        return run
    }

    func shell(_ line: String, input: [UInt8] = []) throws -> TestRun.Result {
        try start(RunSpecification(command: .shell(line), user: "tester")).finish(input: input)
    }
}
