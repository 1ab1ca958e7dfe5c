internal import Hypervisor
internal import LinuxIO

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
            if FileSystem.exists(path) {
                if isAnswered(path) {
                    throw HypervisorError.unusable(
                        what: "\(path) is in use",
                        advice: "Another manager may run this machine: shut it down there first.")
                }
                try FileSystem.remove(path)
            }
            return try UnixSocket.listen(at: path, .stream)
        } catch let error as HypervisorError {
            throw error
        } catch {
            throw .host("\(error)")
        }
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
