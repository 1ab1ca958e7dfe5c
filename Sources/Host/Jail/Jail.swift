package import LinuxIO

/// Starting programs in jails.
package enum Jail {
    /// How long a jail may take until its program runs.
    package static let readySeconds = 10
    /// More than bubblewrap ever writes about a process.
    private static let informationLimit = 4_096

    /// Starts the program of a specification; blocks this thread for some milliseconds.
    ///
    /// The caller reaps the monitor. Nothing is left on failure. What goes wrong behind the first step of the jail, such
    /// as a visible path that is missing, ends the process, and the reason is on its standard error.
    ///
    /// - Parameters:
    ///   - specification: What runs, and what it sees.
    ///   - programs: The directory with `bulkhead-launch`.
    ///   - passing: The program's descriptors; their targets should be the kept ones, and 0 to 2.
    /// - Returns: The program's process and its monitor.
    /// - Throws: ``JailError``; the launcher's own words are on the standard error that was passed.
    package static func spawn(
        _ specification: JailSpecification, programs: String, passing: [ChildProcess.Passing] = []
    ) throws(JailError) -> JailedProcess {
        guard specification.userID != 0 else { throw .rootIsRefused }
        for program in [BubblewrapArguments.stepDownProgram, "\(programs)/\(LauncherProgram.name)"] {
            guard FileSystem.isExecutable(program) else { throw .missingProgram(program) }
        }
        do {
            var pipe = try OwnedDescriptor.pipe()
            let reading = pipe.takeFirst()
            let writing = pipe.takeSecond()
            let monitor = try ChildProcess.spawn(
                "\(programs)/\(LauncherProgram.name)", LauncherArguments.encode(specification),
                passing: passing + [.init(writing.number, as: BubblewrapArguments.informationDescriptor)])
            // Our copy of the writing end must go, or the end of the text would never come.
            _ = consume writing
            return try awaitProgram(monitor, reading)
        } catch let error as JailError {
            throw error
        } catch let error as SystemError {
            throw .host(error)
        } catch {
            throw .ended(code: 1)
        }
    }

    /// Waits for the line that says which process the program became.
    private static func awaitProgram(_ monitor: Int32, _ reading: borrowing OwnedDescriptor) throws -> JailedProcess {
        let deadline = Clock.monotonicNanoseconds() + UInt64(readySeconds) * 1_000_000_000
        var text: [UInt8] = []
        var poller = Poller()
        do {
            while text.last != UInt8(ascii: "}") && text.suffix(2) != Array("}\n".utf8) {
                let now = Clock.monotonicNanoseconds()
                guard now < deadline else { throw JailError.noAnswer(seconds: readySeconds) }
                poller.removeAll()
                _ = poller.add(reading.number, .readable)
                guard poller.wait(milliseconds: Int32((deadline - now) / 1_000_000) + 1) > 0 else { continue }
                guard let bytes = try reading.read(limit: informationLimit), !bytes.isEmpty else { break }
                text += bytes
                guard text.count <= informationLimit else { break }
            }
            if let process = childProcessID(in: text) { return JailedProcess(processID: process, monitorID: monitor) }
        } catch {
            end(monitor)
            throw error
        }
        throw JailError.ended(code: end(monitor))
    }

    @discardableResult
    private static func end(_ monitor: Int32) -> Int32 {
        // A launcher that failed is on its way out: its own status is worth more than that of our signal.
        for _ in 0..<100 {
            if let code = ChildProcess.reap(monitor) { return code }
            Clock.sleep(milliseconds: 1)
        }
        for process in ProcessHandle.children(of: monitor) + [monitor] {
            if let handle = try? ProcessHandle(process) { handle.send(.kill) }
        }
        return (try? ChildProcess.wait(monitor)) ?? -1
    }

    /// The number behind "child-pid" in what bubblewrap writes.
    static func childProcessID(in text: [UInt8]) -> Int32? {
        let words = String(decoding: text, as: UTF8.self).split { !$0.isLetter && !$0.isNumber && $0 != "-" }
        guard let index = words.firstIndex(of: "child-pid"), index + 1 < words.count else { return nil }
        return Int32(words[index + 1])
    }
}
