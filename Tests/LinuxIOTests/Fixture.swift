import LinuxIO
import Testing

/// A folder of the test's own, removed with the fixture.
final class Folder: Sendable {
    let path: String

    init() throws { path = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-io-") }

    deinit { try? FileSystem.removeTree(path) }

    func callAsFunction(_ name: String) -> String { path + "/" + name }

    func names() throws -> [String] { try FileSystem.list(path) }
}

/// A child process that runs until it is killed; the end of the fixture kills and reaps it.
final class Sleeper: Sendable {
    let process: Int32

    init() throws { process = try ChildProcess.spawn("/bin/sleep", ["300"]) }

    deinit {
        if let handle = try? ProcessHandle(process) { handle.send(.kill) }
        _ = try? ChildProcess.wait(process)
    }
}

/// The bytes that come until the other end is closed, or nil when it is still open after ten seconds.
func readToEnd(_ descriptor: borrowing OwnedDescriptor) throws -> [UInt8]? {
    var bytes: [UInt8] = []
    while true {
        var poller = Poller()
        _ = poller.add(descriptor.number, .readable)
        guard poller.wait(milliseconds: 10_000) > 0 else { return nil }
        guard let more = try descriptor.read(limit: 4_096), !more.isEmpty else { return bytes }
        bytes += more
    }
}

/// What `#require` does, for values that cannot be copied.
func present<Value: ~Copyable>(_ value: consuming Value?) throws -> Value {
    guard let value else { throw Absent() }
    return value
}

struct Absent: Error {}
