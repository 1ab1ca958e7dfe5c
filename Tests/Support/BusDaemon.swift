import LinuxIO

/// A private `dbus-daemon` for one test, ended and cleaned up when the test lets go of it.
package final class BusDaemon: Sendable {
    /// What to connect to.
    package let address: String
    /// A directory of the test's own, removed in the end.
    package let directory: String
    private let process: Int32

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
        process = try ChildProcess.spawn(
            program, ["--config-file=\(file)", "--nofork", "--nopidfile", "--print-address=3"],
            passing: [.init(writing.number, as: 3), .init(2, as: 2)])
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
    package func kill() {
        guard let handle = try? ProcessHandle(process) else { return }
        handle.send(.kill)
    }
}
