internal import CLinux
internal import Glibc

/// Programs that PID 1 of a guest starts for users.
package enum UserProcess {
    /// Who a program runs as.
    package struct Identity: Hashable, Sendable {
        package let userID: UInt32
        package let groupID: UInt32
        package let groupIDs: [UInt32]

        package init(userID: UInt32, groupID: UInt32, groupIDs: [UInt32]) {
            self.userID = userID
            self.groupID = groupID
            self.groupIDs = groupIDs
        }
    }

    /// How a child ended.
    package enum Ending: Hashable, Sendable {
        case exited(code: UInt8)
        case signalled(number: UInt8)
    }

    /// Starts a program in a session and process group of its own.
    ///
    /// - Parameters:
    ///   - program: Its path.
    ///   - arguments: All of them, the program's name first.
    ///   - environment: `NAME=VALUE` each.
    ///   - standard: What becomes standard input, output and error.
    ///   - directory: Where it starts; the root when that fails.
    ///   - identity: Who it runs as; a caller that is not root can only name itself.
    ///   - terminal: Whether standard input becomes the controlling terminal.
    /// - Returns: The process identifier, which is also that of the process group.
    /// - Throws: The reason why exec or what comes before it failed.
    package static func spawn(
        _ program: String, arguments: [String], environment: [String], standard: (CInt, CInt, CInt),
        directory: String, identity: Identity, terminal: Bool = false
    ) throws(SystemError) -> Int32 {
        var process: pid_t = 0
        let descriptors = [standard.0, standard.1, standard.2]
        var argumentPointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var environmentPointers = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer {
            unsafe argumentPointers.forEach { unsafe free($0) }
            unsafe environmentPointers.forEach { unsafe free($0) }
        }
        // SAFETY: both lists end with nil and their strings live until the end of this function.
        let code = unsafe bulkhead_spawn_as(
            &process, program, &argumentPointers, &environmentPointers, descriptors, directory, identity.userID,
            identity.groupID, identity.groupIDs, identity.groupIDs.count, terminal ? 1 : 0)
        guard code == 0 else { throw SystemError("start", program, code: code) }
        return process
    }

    /// Reaps any one child that has ended.
    package static func reapAny() -> (process: Int32, ending: Ending)? {
        var signalled: CInt = 0
        var value: CInt = 0
        let process = unsafe bulkhead_wait_any(&signalled, &value)
        guard process > 0 else { return nil }
        let number = UInt8(truncatingIfNeeded: value)
        return (process, signalled != 0 ? .signalled(number: number) : .exited(code: number))
    }

    /// Sends a signal to every process of a group; a missing one is no error.
    package static func signalGroup(_ group: Int32, _ signal: ProcessSignal) {
        guard group > 1 else { return }
        _ = kill(-group, signal.rawValue)
    }

    /// Sends a signal to every process but PID 1: only for PID 1 itself.
    package static func signalEverything(_ signal: ProcessSignal) {
        guard getpid() == 1 else { return }
        _ = kill(-1, signal.rawValue)
    }

    /// Has the kernel send PID 1 a signal for Ctrl-Alt-Delete instead of resetting the machine.
    package static func takeControlAltDelete() { _ = bulkhead_disable_ctrl_alt_delete() }
}
