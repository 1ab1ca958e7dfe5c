import Channel
import LinuxIO
import TestSupport
import Testing

/// Two guests with their brokers, and a test in the manager's place that decides every call.
final class Switchboard {
    let caller: Fixture
    let callee: Fixture
    var callerManager: TestManager
    let calleeManager: TestManager
    let tools: String
    private var nextRun: UInt32 = 1_000

    init(callerOptions: [String] = []) throws {
        caller = try Fixture(brokerOptions: callerOptions)
        callee = try Fixture()
        callerManager = try caller.connectReady()
        calleeManager = try callee.connectReady()
        tools = "\(caller.directory)/tools"
        try ToolProcess.makeFolder(tools)
    }

    /// Starts one of the caller's tools.
    func start(_ tool: String, _ arguments: [String], environment: [String] = []) throws -> ToolProcess {
        try ToolProcess(
            "\(tools)/\(tool)", arguments,
            // The first of a name counts.
            environment: environment + [
                "BULKHEAD_AGENT_SOCKET=\(caller.toolSocket)", "BULKHEAD_TOOL_DIRECTORY=\(tools)",
                "HOME=\(caller.directory)",
            ])
    }

    func call(_ service: String) throws -> ToolProcess { try start("qrexec-client-vm", ["vault", service]) }

    /// Installs services as the template has them, with the tools of this test.
    func installFromTemplate(_ services: String...) throws {
        let repository = (0..<3).reduce(#filePath) { path, _ in FileSystem.parent(of: path) }
        for service in services {
            let script = try FileSystem.readText("\(repository)/guest/root/etc/qubes-rpc/\(service)")
            try callee.install(
                service, "export BULKHEAD_TOOL_DIRECTORY=\(tools)\n" + script.replacing("/usr/bin/", with: tools + "/"))
        }
    }

    /// Puts a program of the test's own among the tools.
    func addTool(_ name: String, _ script: String) throws {
        try Fixture.writeScript("\(tools)/\(name)", script)
    }

    /// Waits until the caller's broker asks for a decision.
    func nextCall() throws -> (id: UInt32, request: CallRequest) {
        try callerManager.await("a call") { notice in
            if case .call(let id, let request) = notice { (id, request) } else { nil }
        }
    }

    /// Allows a call: joins the two brokers.
    func connect(_ call: (id: UInt32, request: CallRequest), _ limits: CallLimits = CallLimits()) throws {
        let ends = try Ends()
        nextRun += 1
        let invocation = try ServiceInvocation(source: "work", request: call.request)
        try calleeManager.send(.serve(id: nextRun, limits, invocation), descriptors: ends.callees)
        try callerManager.send(.connect(id: call.id, limits), descriptors: ends.callers)
    }

    /// Allows the next call.
    @discardableResult
    func connectNext(_ limits: CallLimits = CallLimits()) throws -> UInt32 {
        let call = try nextCall()
        try connect(call, limits)
        return call.id
    }

    /// How the caller's broker says that a call ended.
    func end(of id: UInt32) throws -> CallSummary {
        try callerManager.await("the end of call \(id)") { notice in
            if case .callEnded(id, let summary) = notice { summary } else { nil }
        }
    }

    /// Both brokers and both agents do their work.
    func expectWell() throws {
        for manager in [callerManager, calleeManager] {
            #expect(try manager.shell("echo fine").text == "fine\n")
        }
    }

    /// What joins two brokers.
    final class Ends {
        private let ends: [TestRun.End]

        init() throws {
            var pair = try UnixSocket.pair(.stream)
            var pipe = try OwnedDescriptor.pipe()
            ends = [
                .init(pair.takeFirst()), .init(pipe.takeFirst()), .init(pair.takeSecond()), .init(pipe.takeSecond()),
            ]
        }

        var callers: [CInt] { ends[..<2].map { $0.descriptor.number } }
        var callees: [CInt] { ends[2...].map { $0.descriptor.number } }
    }
}
