internal import Hypervisor
internal import LinuxIO
internal import Machines

/// A listening socket at a path, made by us and handed to a machine.
enum SocketFile {
    /// Listens at a path; the file of a machine that is gone is replaced.
    static func listen(at path: String) throws(HypervisorError) -> OwnedDescriptor {
        guard path.utf8.count <= UnixSocket.maximumPathBytes else {
            throw .unusable(
                what: "the path of the socket is longer than \(UnixSocket.maximumPathBytes) bytes: \(path)",
                advice: "Use a shorter run directory.")
        }
        do {
            try clear(path)
            return try UnixSocket.listen(at: path, .stream)
        } catch let error as HypervisorError {
            throw error
        } catch {
            throw .host("\(error)")
        }
    }

    /// Removes the socket of a machine that is gone.
    private static func clear(_ path: String) throws {
        guard FileSystem.exists(path) else { return }
        guard !isAnswered(path) else {
            throw HypervisorError.unusable(
                what: "\(path) is in use",
                advice: "Another manager may run this machine: shut it down there first.")
        }
        try FileSystem.remove(path)
    }

    /// Gives the sockets of a machine a place in another directory.
    ///
    /// - Returns: The record with the machine's new name and the new paths.
    static func move(
        _ record: InstanceRecord, to name: MachineName, _ directory: String
    ) throws(HypervisorError) -> InstanceRecord {
        var moved: [(from: String, to: String)] = []
        do {
            for path in [record.controlSocket, record.channelSocket, record.consoleSocket] {
                let target = "\(directory)/\(FileSystem.lastComponent(of: path))"
                guard target.utf8.count <= UnixSocket.maximumPathBytes else {
                    throw SystemError("move the socket to", target, code: ErrorCode.tooLarge)
                }
                try clear(target)
                try FileSystem.renameForNow(path, to: target)
                moved.append((path, target))
            }
        } catch {
            for (from, to) in moved { try? FileSystem.renameForNow(to, to: from) }
            if let error = error as? HypervisorError { throw error }
            throw .host("\(error)")
        }
        return InstanceRecord(
            name: name, processID: record.processID, processStartTicks: record.processStartTicks,
            monitorID: record.monitorID, userID: record.userID, controlSocket: moved[0].to,
            channelSocket: moved[1].to, consoleSocket: moved[2].to, controlGroups: record.controlGroups)
    }

    /// Whether a process listens at the path; anything but a refusal counts.
    private static func isAnswered(_ path: String) -> Bool {
        do {
            _ = try UnixSocket.connect(to: path, .stream)
            return true
        } catch {
            return error.code != ErrorCode.connectionRefused && error.code != ErrorCode.notFound
        }
    }
}
