import LinuxIO
import Synchronization

/// A private `dbus-daemon` for one test, ended and cleaned up when the test lets go of it.
package final class BusDaemon: Sendable {
    /// What to connect to.
    package let address: String
    /// A directory of the test's own, removed in the end.
    package let directory: String
    private let process: Int32
    /// The daemon lives as long as this pipe is open, so that it never outlives a test that is killed.
    private let life: Mutex<OwnedDescriptor?>

    /// Starts the daemon and waits until it listens.
    ///
    /// - Parameter configuration: Makes the configuration text from the path of the socket.
    /// - Throws: `SystemError` when the daemon cannot be started.
    package init(configuration: (_ socket: String) throws -> String) throws {
        directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-bus-")
        let file = directory + "/bus.conf"
        try FileSystem.writeAtomically(file, Array(try configuration(directory + "/bus").utf8))
        guard let program = ChildProcess.find("dbus-daemon") else {
            throw SystemError("find", "dbus-daemon", code: ErrorCode.notFound)
        }
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let writing = pipe.takeSecond()
        var lifePipe = try OwnedDescriptor.pipe()
        let watched = lifePipe.takeFirst()
        let script = "\"$0\" \"$@\" 2>/dev/null & exec 3>&-; read end; kill -9 $!; wait"
        process = try ChildProcess.spawn(
            "/bin/sh",
            ["-c", script, program, "--config-file=\(file)", "--nofork", "--nopidfile", "--print-address=3"],
            passing: [.init(watched.number, as: 0), .init(writing.number, as: 3)])
        life = Mutex(lifePipe.takeSecond())
        _ = consume writing
        let text = String(decoding: try reading.readAll(limit: 4_096), as: UTF8.self)
        guard let line = text.split(separator: "\n").first, let address = line.split(separator: ",").first else {
            throw SystemError("start", "dbus-daemon", code: ErrorCode.inputOutput)
        }
        self.address = String(address)
    }

    deinit {
        kill()
        _ = try? ChildProcess.wait(process)
        try? FileSystem.removeTree(directory)
    }

    /// Kills the daemon at once, as a crash would.
    package func kill() { life.withLock { $0 = nil } }
}
