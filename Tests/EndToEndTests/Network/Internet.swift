import LinuxIO
import TestSupport
import Testing

/// All of the internet that tests ever see: a namespace with a host that answers for names, one that serves files, and
/// one that must never be reached.
final class Internet: Sendable {
    static let gateway = "192.0.2.1"
    static let server = "198.51.100.10"
    static let forbidden = "198.51.100.66"

    let name: String
    private let programs: [RunningProgram]
    private let directory: String

    var path: String { "/run/netns/\(name)" }

    /// Makes the namespace; what answers in it, answers on an interface of its own.
    init() async throws {
        name = "bhtest\(CurrentProcess.identifier)"
        directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-internet-")
        try await Self.host("ip", "netns", "add", name)
        try await Self.host("ip", "-n", name, "link", "set", "lo", "up")
        for address in [Self.server, Self.forbidden] {
            try await Self.host("ip", "-n", name, "address", "add", "\(address)/32", "dev", "lo")
        }
        let enter = ["netns", "exec", name]
        let ip = try #require(ChildProcess.find("ip"))
        let server = [
            "socat", "TCP-LISTEN:80,bind=\(Self.server),fork,reuseaddr", "SYSTEM:echo you are $SOCAT_PEERADDR",
        ]
        // Waits for a line, and answers each with itself: a connection that lasts.
        let echo = ["socat", "TCP-LISTEN:7,bind=\(Self.server),fork,reuseaddr", "EXEC:/bin/cat"]
        let names = [
            "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--port=53",
            "--user=root", "--pid-file=\(directory)/dnsmasq.pid", "--address=/example.test/\(Self.server)",
        ]
        var started: [RunningProgram] = []
        for program in [server, echo, names] { started.append(try RunningProgram(ip, enter + program)) }
        programs = started
    }

    /// Gives the interface of a VM's way out its other end.
    func connect() async throws {
        var interface = ""
        try await eventually("the way out is there") {
            let links = try await Self.host("ip", "-n", name, "-brief", "link", "show")
            interface =
                links.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
                .first { $0.hasPrefix("bh") } ?? ""
            return !interface.isEmpty
        }
        try await Self.host("ip", "-n", name, "address", "replace", "\(Self.gateway)/24", "dev", interface)
    }

    func end() async {
        for program in programs { program.kill() }
        // Those that serve a connection are children of those.
        let pids = (try? await Self.host("ip", "netns", "pids", name)) ?? ""
        for pid in pids.split(separator: "\n").compactMap({ Int32($0) }) { try? ProcessHandle(pid).send(.kill) }
        _ = try? await Self.host("ip", "netns", "delete", name)
        try? FileSystem.removeTree(directory)
    }

    @discardableResult
    private static func host(_ program: String, _ arguments: String...) async throws -> String {
        let path = try #require(ChildProcess.find(program), "\(program) is not installed")
        let result = try await RunningProgram.run(path, arguments)
        try #require(result.status == 0, "\(program) \(arguments.joined(separator: " ")): \(result.errors)")
        return result.output
    }
}
